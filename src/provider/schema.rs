//! JSON Schema (draft 2020-12, with what earlier drafts and OpenAPI add) inside tool definitions and answer formats.
//!
//! Owns: which keywords hold prose, which hold schemas, which are the machine's. Never: touches a property's name or a
//! keyword of the standard, on which tools dispatch.
//! A keyword that the standard does not know (`x-note`, `markdownDescription`) is text like any unknown place.

use super::openrouter;
use super::roles::Role;

/// The place of a keyword's value. In `properties` and its like the keys are names, not keywords ([`Role::SchemaMap`]),
/// so a property called `description` or `properties` is a schema.
pub(super) fn keyword(key: &str) -> Role {
    match key {
        "type" | "format" | "required" | "contentEncoding" | "contentMediaType" => Role::Never,
        "$ref" | "$schema" | "$id" | "id" | "$anchor" | "$dynamicRef" | "$dynamicAnchor" => Role::Never,
        "$recursiveRef" => Role::Never,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => Role::Never,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "uniqueItems" | "minContains" => Role::Never,
        "maxContains" | "minProperties" | "maxProperties" | "readOnly" | "writeOnly" => Role::Never,
        "deprecated" | "nullable" => Role::Never,
        "description" | "title" | "$comment" => Role::Text,
        "properties" | "patternProperties" | "$defs" | "definitions" => Role::SchemaMap,
        "dependentSchemas" | "dependencies" => Role::SchemaMap,
        "items" | "prefixItems" | "contains" | "additionalItems" | "unevaluatedItems" => Role::Schema,
        "additionalProperties" | "unevaluatedProperties" | "propertyNames" => Role::Schema,
        "anyOf" | "allOf" | "oneOf" | "not" | "if" | "then" | "else" | "contentSchema" => Role::Schema,
        "examples" | "example" | "default" | "enum" | "const" => Role::Open,
        "pattern" => Role::Mapped,
        "dependentRequired" | "$vocabulary" => Role::Sealed,
        other => openrouter::server_tool(other),
    }
}
