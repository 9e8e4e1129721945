//! `[telemetry]`: where spans go.
//!
//! Owns: these settings, the path that a collector's address gets, and what OpenTelemetry's own variables ask for that is not
//! so: the SDK would pass over it in silence. Never: sends a span; `spans.rs` does.

use http::Uri;

use super::load::Reader;
use super::raw::{Origin, Value};
use super::setting::Setting;
use crate::base_url::BaseUrl;
use crate::spans::Export;

/// The variable that names the address for traces in full, as OpenTelemetry has it; all others leave its path to us.
pub(super) const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

impl Setting for BaseUrl {
    const EXPECTED: &'static str = "a URL such as \"http://127.0.0.1:4318\", without user name and query";

    fn read(value: &Value) -> Option<Self> {
        Self::parse(&String::read(value)?)
    }

    fn show(&self) -> String {
        format!("{:?}", self.to_string())
    }
}

pub(super) fn export(reader: &mut Reader) -> Option<Export> {
    let base: Option<BaseUrl> = reader.optional("telemetry.endpoint");
    let service = reader.read("telemetry.service_name", "allonym".to_owned());
    let sample: Option<f32> = reader.optional("telemetry.sample");
    let in_full = reader.origin("telemetry.endpoint") == Origin::Variable(TRACES_ENDPOINT.to_owned());
    let endpoint = address(&base?, in_full)?;
    if let Some(variable) = switched_off(reader) {
        reader.warn("telemetry.endpoint", format!("no spans are sent: {variable} says so"));
        return None;
    }
    protocol(reader);
    if sample.is_none() {
        sampler(reader);
    }
    Some(Export { endpoint, service, sample: sample.map(f64::from) })
}

/// The variable that switches spans off, if one does.
fn switched_off(reader: &Reader) -> Option<&'static str> {
    let says = |name| reader.variable(name).map(|value| value.trim().to_ascii_lowercase());
    let is_disabled = says("OTEL_SDK_DISABLED").is_some_and(|value| value == "true");
    let exports = says("OTEL_TRACES_EXPORTER")
        .is_none_or(|value| value.split(',').any(|exporter| exporter.trim() == "otlp"));
    match (is_disabled, exports) {
        (true, _) => Some("OTEL_SDK_DISABLED"),
        (_, false) => Some("OTEL_TRACES_EXPORTER"),
        _ => None,
    }
}

/// One protocol is built in. An address of our own is one for it; one that all programs share may be for another.
fn protocol(reader: &mut Reader) {
    const BUILT_IN: &str = "http/protobuf";
    let is_shared =
        matches!(reader.origin("telemetry.endpoint"), Origin::Variable(name) if name.starts_with("OTEL_"));
    let asked = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
    let asked = asked.into_iter().find_map(|name| Some((name, reader.variable(name)?)));
    if let Some((name, _)) = asked.filter(|(_, protocol)| is_shared && protocol.trim() != BUILT_IN) {
        reader.fault(
            "telemetry.endpoint",
            format!(
                "{name} asks for another protocol than {BUILT_IN}, the one that is built in; name the collector's address for it \
                 in ALLONYM_TELEMETRY_ENDPOINT (its port is 4318 as a rule), or switch spans off with OTEL_TRACES_EXPORTER=none"
            ),
        );
    }
}

/// Samplers by the names of OpenTelemetry; whether each takes a share.
const SAMPLERS: [(&str, bool); 6] = [
    ("always_on", false),
    ("always_off", false),
    ("traceidratio", true),
    ("parentbased_always_on", false),
    ("parentbased_always_off", false),
    ("parentbased_traceidratio", true),
];

fn sampler(reader: &mut Reader) {
    let Some(written) = reader.variable("OTEL_TRACES_SAMPLER") else { return };
    let is_share = |text: String| text.parse().is_ok_and(|share: f64| (0.0..=1.0).contains(&share));
    match SAMPLERS.iter().find(|(name, _)| *name == written) {
        None => reader.warn(
            "telemetry.sample",
            format!(
                "all exchanges are told: OTEL_TRACES_SAMPLER is none of {}",
                SAMPLERS.map(|(name, _)| name).join(", ")
            ),
        ),
        Some((_, true)) if !reader.variable("OTEL_TRACES_SAMPLER_ARG").is_some_and(is_share) => reader.warn(
            "telemetry.sample",
            "all exchanges are told: OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1",
        ),
        Some(_) => {}
    }
}

/// The address for traces below `base`.
fn address(base: &BaseUrl, in_full: bool) -> Option<Uri> {
    let path = match base.prefix() {
        "" if in_full => "/".to_owned(),
        prefix if in_full || prefix.ends_with("/v1/traces") => prefix.to_owned(),
        prefix => format!("{prefix}/v1/traces"),
    };
    base.at(&path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_path_unless_it_is_told_in_full() {
        for (written, in_full, meant) in [
            ("http://127.0.0.1:4318", false, "http://127.0.0.1:4318/v1/traces"),
            ("https://collector.example/otlp/", false, "https://collector.example/otlp/v1/traces"),
            ("https://collector.example/v1/traces", false, "https://collector.example/v1/traces"),
            ("https://collector.example", true, "https://collector.example/"),
            ("https://collector.example/mine", true, "https://collector.example/mine"),
        ] {
            let base = BaseUrl::parse(written).unwrap();
            assert_eq!(address(&base, in_full).unwrap().to_string(), meant, "{written}");
        }
    }
}
