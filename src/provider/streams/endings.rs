//! The dialects whose events have names: which event continues, and which ends, what.
//!
//! Owns: the families of responses events, Anthropic's events. Never: chat completions, whose events have no names; the
//! reader itself tells those by their fields.

use super::{Delta, Ending, Facts, Field, Kind, Outline, hash};

/// Families of deltas that are known by name. Others are treated alike, but any other event at the same output item ends
/// them, since nothing is known of their order.
const FAMILIES: &[&str] = &[
    "response.output_text",
    "response.refusal",
    "response.reasoning_text",
    "response.reasoning_summary_text",
    "response.function_call_arguments",
    "response.mcp_call_arguments",
    "response.custom_tool_call_input",
    "response.code_interpreter_call_code",
    "response.shell_call_command",
    "response.shell_call_output_content",
    "response.apply_patch_call_operation_diff",
    "response.audio.transcript",
];

/// Responses.
pub(super) fn responses(facts: &Facts, outline: &mut Outline) {
    let Facts { output, inner, stream: series, .. } = *facts;
    let kind = facts.kind.as_str();
    if let Some(family) = kind.strip_suffix(".delta") {
        continue_family(family, facts, outline);
    } else {
        outline.deltas.clear();
        outline.endings.push(Ending::UnknownBut { stem: 0, output, series });
    }
    match kind {
        "response.completed"
        | "response.incomplete"
        | "response.failed"
        | "response.cancelled"
        | "response.done"
        | "error" => {
            outline.endings.push(Ending::All);
        }
        "response.output_item.done" => outline.endings.push(Ending::Item { output, series }),
        "response.content_part.done" | "response.reasoning_summary_part.done" => {
            outline.endings.push(Ending::Part { output, inner, series });
        }
        _ => {
            if let Some(family) = kind.strip_suffix(".done") {
                outline.endings.push(Ending::Stem { stem: hash(family), output, inner, series });
            }
        }
    }
}

/// Gives the deltas of an event their family's key. Sound and pictures come as base64 and are no text.
fn continue_family(family: &str, facts: &Facts, outline: &mut Outline) {
    let Facts { output, inner, stream: series, .. } = *facts;
    let (stem, known) = (hash(family), FAMILIES.contains(&family));
    if family.ends_with("audio") || family.ends_with("image") {
        outline.deltas.clear();
    }
    for Delta { channel, kind, .. } in &mut outline.deltas {
        let member = if let Field::Other(member) = channel.field { member } else { 0 };
        (channel.field, channel.outer, channel.inner) = (Field::Stem { stem, member, known }, output, inner);
        channel.series = series;
        *kind = if family.ends_with("arguments") { Kind::Json } else { Kind::Text };
    }
    outline.endings.push(Ending::UnknownBut { stem, output, series });
}

/// Anthropic's messages. A citation comes whole, between the pieces of the text that it belongs to, and ends nothing.
pub(super) fn messages(facts: &Facts, outline: &mut Outline) {
    for delta in &mut outline.deltas {
        delta.channel.outer = facts.index;
    }
    match facts.kind.as_str() {
        "content_block_delta" if facts.delta_kind == "citations_delta" => {}
        "content_block_delta" | "content_block_start" => outline.endings.push(Ending::Block(facts.index)),
        "content_block_stop" => outline.endings.push(Ending::Block(facts.index)),
        "message_start" | "message_delta" | "message_stop" | "error" => {
            outline.deltas.clear();
            outline.endings.push(Ending::All);
        }
        _ => outline.deltas.clear(),
    }
}

/// Anthropic's first completions.
pub(super) fn complete(facts: &Facts, outline: &mut Outline) {
    if facts.is_stopped || facts.kind == "error" {
        outline.endings.push(Ending::All);
    }
    for delta in &mut outline.deltas {
        delta.last = facts.is_stopped;
    }
}
