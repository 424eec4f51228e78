//! The departments that coordinate the work with partner cities.

use meeting::id::DepartmentId;
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    pub id: DepartmentId,
    pub names: Localized,
    /// It takes part no more; what it took part in keeps its name.
    #[serde(default)]
    pub retired: bool,
    #[serde(default)]
    pub note: Option<String>,
}
