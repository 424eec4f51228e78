//! Short lists without an allocation for the common case.

use std::ops::Deref;

/// A sorted list without duplicates. Most exchanges have one partner and one department, and two
/// hundred thousand boxes for that are two hundred thousand detours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Few<T> {
    One(T),
    /// None or several.
    Many(Box<[T]>),
}

impl<T: Copy + Ord> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items: Vec<T> = items.into_iter().collect();
        items.sort_unstable();
        items.dedup();
        match items.as_slice() {
            [one] => Few::One(*one),
            _ => Few::Many(items.into()),
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::One(one) => std::slice::from_ref(one),
            Few::Many(many) => many,
        }
    }
}
