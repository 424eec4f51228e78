//! What everybody is told before they come in.

use meeting::plan::Localized;
use meeting::protocol::NOTICE;
use serde::Serialize;
use utoipa::ToSchema;

use crate::config::Config;

/// Who keeps what for how long, and whom to ask.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Privacy {
    /// Edition of the notice that people acknowledge.
    notice: &'static str,
    office: Localized,
    /// May be empty.
    contact: String,
    retention_days: u32,
}

pub fn privacy(config: &Config) -> Privacy {
    let office = &config.office;
    Privacy {
        notice: NOTICE,
        office: office.name.clone(),
        contact: office.contact.clone(),
        retention_days: office.retention_days,
    }
}
