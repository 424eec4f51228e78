//! The REST contract as an OpenAPI document.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

const SCHEMAS: &str = "#/components/schemas/";

/// The document, indented, as it stands in the repository.
pub(super) fn written(document: &OpenApi) -> String {
    let Ok(mut document) = serde_json::to_value(document) else {
        return String::new();
    };
    require_what_is_answered(&mut document);
    serde_json::to_string_pretty(&document)
        .map(|text| text + "\n")
        .unwrap_or_default()
}

/// In what the service answers every field is there, and `null` where there is nothing to say; in
/// what it is sent such a field may be left out. The handlers' types say neither.
fn require_what_is_answered(document: &mut Value) {
    let mut answered = BTreeSet::new();
    for answer in answers(document) {
        references(answer, document, &mut answered);
    }
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        if answered.contains(name) {
            require_nullable(schema);
        }
    }
}

fn answers(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    operations.map(|operation| &operation["responses"])
}

/// The names of the schemas that a part of the document refers to, and those that these refer to.
fn references(part: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = name.and_then(|name| name.strip_prefix(SCHEMAS))
                && found.insert(name.to_owned())
            {
                references(&document["components"]["schemas"][name], document, found);
            }
            fields
                .values()
                .for_each(|field| references(field, document, found));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| references(item, document, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds the fields that may be `null` to those that are required.
fn require_nullable(schema: &mut Value) {
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(require_nullable);
    let Some(fields) = schema["properties"].as_object() else {
        return;
    };
    let nullable = fields.iter().filter(|(_, field)| is_nullable(field));
    let mut required: BTreeSet<String> = nullable.map(|(name, _)| name.clone()).collect();
    let before = schema["required"].as_array().into_iter().flatten();
    required.extend(before.filter_map(Value::as_str).map(str::to_owned));
    if !required.is_empty() {
        schema["required"] = required.into_iter().collect();
    }
}

fn is_nullable(field: &Value) -> bool {
    let types = field["type"].as_array().into_iter().flatten();
    let choices = field["oneOf"].as_array().into_iter().flatten();
    types
        .chain(choices.map(|choice| &choice["type"]))
        .any(|kind| kind == "null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        serde_json::from_str(&crate::http::openapi()).unwrap()
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut names = BTreeSet::new();
        references(&document["paths"], &document, &mut names);
        for name in names {
            assert!(
                document["components"]["schemas"].get(&name).is_some(),
                "{name}"
            );
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let operations = paths
            .values()
            .flat_map(|path| path.as_object().unwrap().values());
        let names: Vec<&Value> = operations
            .map(|operation| &operation["operationId"])
            .collect();
        for name in &names {
            let count = names.iter().filter(|other| other == &name).count();
            assert!(name.is_string() && count == 1, "{name}");
        }
    }

    #[test]
    fn answers_are_whole_and_drafts_may_leave_out() {
        let document = document();
        let schema = |name: &str| document["components"]["schemas"][name].clone();
        let requires = |name: &str, field: &str| {
            let required = schema(name)["required"].as_array().cloned();
            required.unwrap_or_default().contains(&json!(field))
        };
        assert!(requires("Delegation", "head"));
        assert!(requires("PersonLink", "url"));
        assert!(!requires("DelegationDraft", "head"));
        assert!(!requires("Error", "detail"));
    }
}
