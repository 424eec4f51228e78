//! Classes of those who organise or take part, as a set that fits into two bytes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrganiserClass {
    Government,
    Parliament,
    Association,
    MassOrganisation,
    University,
    School,
    Enterprise,
    OverseasCommunity,
    Citizens,
}

impl OrganiserClass {
    pub const ALL: [OrganiserClass; 9] = [
        OrganiserClass::Government,
        OrganiserClass::Parliament,
        OrganiserClass::Association,
        OrganiserClass::MassOrganisation,
        OrganiserClass::University,
        OrganiserClass::School,
        OrganiserClass::Enterprise,
        OrganiserClass::OverseasCommunity,
        OrganiserClass::Citizens,
    ];

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of classes; written as a list of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<OrganiserClass>", into = "Vec<OrganiserClass>")]
pub struct Classes(u16);

impl Classes {
    pub fn contains(self, class: OrganiserClass) -> bool {
        self.0 & class.bit() != 0
    }

    #[must_use]
    pub fn and(self, others: Classes) -> Classes {
        Classes(self.0 | others.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether any class but the government is in it.
    pub fn beyond_government(self) -> bool {
        self.0 & !OrganiserClass::Government.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = OrganiserClass> {
        let all = OrganiserClass::ALL.into_iter();
        all.filter(move |class| self.contains(*class))
    }
}

impl FromIterator<OrganiserClass> for Classes {
    fn from_iter<T: IntoIterator<Item = OrganiserClass>>(classes: T) -> Self {
        let classes = classes.into_iter();
        Classes(classes.fold(0, |set, class| set | class.bit()))
    }
}

impl From<Vec<OrganiserClass>> for Classes {
    fn from(classes: Vec<OrganiserClass>) -> Self {
        classes.into_iter().collect()
    }
}

impl From<Classes> for Vec<OrganiserClass> {
    fn from(classes: Classes) -> Self {
        classes.iter().collect()
    }
}

impl utoipa::PartialSchema for Classes {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <Vec<OrganiserClass>>::schema()
    }
}

impl ToSchema for Classes {
    fn name() -> std::borrow::Cow<'static, str> {
        "OrganiserClasses".into()
    }

    fn schemas(
        schemas: &mut Vec<(
            String,
            utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>,
        )>,
    ) {
        <Vec<OrganiserClass>>::schemas(schemas);
    }
}
