//! `[telemetry]`: where spans go.
//!
//! Owns: these settings, and the path that a collector's address gets. Never: sends one; `spans.rs` does.

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
    Some(Export { endpoint, service, sample: sample.map(f64::from) })
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
