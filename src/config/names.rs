//! Which environment variable sets which setting.
//!
//! Owns: the rule `ALLONYM_<SECTION>_<NAME>` and its few exceptions, which are a contract with the users of the
//! reference set-up. Never: reads the environment.

/// The variables that set the setting at `path`, the strongest first. Empty for what only a
/// file can say: tenants, and single models (`ALLONYM_MODELS` sets them all).
pub(super) fn variables(path: &str) -> Vec<String> {
    if path.contains('[') || path.starts_with("models.") {
        return Vec::new();
    }
    if path == "log.level" {
        return vec!["ALLONYM_LOG".to_owned()];
    }
    if path == "detection.model_dir" {
        return vec!["ALLONYM_MODEL_DIR".to_owned()];
    }
    if let Some(names) = otlp_variables(path) {
        return names.iter().map(|name| (*name).to_owned()).collect();
    }
    if let Some(names) = path.strip_prefix("upstream.").and_then(proxy_variables) {
        let own = format!("ALLONYM_{}", upper(path));
        return std::iter::once(own).chain(names.iter().map(|name| (*name).to_owned())).collect();
    }
    match path.strip_prefix("providers.").and_then(|rest| rest.split_once('.')) {
        Some((provider, setting)) => provider_variables(provider, setting),
        None => vec![format!("ALLONYM_{}", upper(path))],
    }
}

/// Our own variables of telemetry, and those that OpenTelemetry has for all programs.
fn otlp_variables(path: &str) -> Option<&'static [&'static str]> {
    match path {
        "telemetry.endpoint" => Some(&[
            "ALLONYM_TELEMETRY_ENDPOINT",
            super::telemetry::TRACES_ENDPOINT,
            "OTEL_EXPORTER_OTLP_ENDPOINT",
        ]),
        "telemetry.service_name" => Some(&["ALLONYM_TELEMETRY_SERVICE_NAME", "OTEL_SERVICE_NAME"]),
        _ => None,
    }
}

/// The variables by which other programs are told of proxies, in curl's order.
fn proxy_variables(setting: &str) -> Option<&'static [&'static str]> {
    match setting {
        "https_proxy" => Some(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
        "http_proxy" => Some(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
        "no_proxy" => Some(&["no_proxy", "NO_PROXY"]),
        _ => None,
    }
}

fn provider_variables(provider: &str, setting: &str) -> Vec<String> {
    let vendor = match provider {
        "azure" => "AZURE_OPENAI".to_owned(),
        other => upper(other),
    };
    match setting {
        "api_key" => vec![format!("{vendor}_API_KEY")],
        "base_url" if provider == "azure" => {
            vec!["ALLONYM_AZURE_OPENAI_BASE_URL".to_owned(), "AZURE_OPENAI_ENDPOINT".to_owned()]
        }
        other => vec![format!("ALLONYM_{vendor}_{}", upper(other))],
    }
}

fn upper(path: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    path.chars().filter(|c| *c != '"').map(letter).collect()
}

/// The name among `known` that `unknown` is most likely meant to be; `None` if none is close.
pub(super) fn closest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let within = unknown.len().div_ceil(3).min(8);
    known
        .map(|name| (distance(unknown, name), name))
        .filter(|(distance, _)| *distance <= within)
        .min()
        .map(|(_, name)| name)
}

/// Insertions, deletions and substitutions between two names (Levenshtein), in bytes.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.bytes().enumerate() {
            let substituted = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(corner + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_one_rule_and_the_contract_s_exceptions() {
        for (path, names) in [
            ("listen", &["ALLONYM_LISTEN"][..]),
            ("auth", &["ALLONYM_AUTH"]),
            ("keys", &["ALLONYM_KEYS"]),
            ("log.level", &["ALLONYM_LOG"]),
            ("log.format", &["ALLONYM_LOG_FORMAT"]),
            ("detection.model_dir", &["ALLONYM_MODEL_DIR"]),
            ("detection.mode", &["ALLONYM_DETECTION_MODE"]),
            ("limits.body_bytes", &["ALLONYM_LIMITS_BODY_BYTES"]),
            ("policies.EMAIL", &["ALLONYM_POLICIES_EMAIL"]),
            ("policies.\"CUSTOM:BADGE\"", &["ALLONYM_POLICIES_CUSTOM_BADGE"]),
            ("providers.openai.api_key", &["OPENAI_API_KEY"]),
            ("providers.openai.base_url", &["ALLONYM_OPENAI_BASE_URL"]),
            ("providers.anthropic.api_key_file", &["ALLONYM_ANTHROPIC_API_KEY_FILE"]),
            ("providers.azure.api_key", &["AZURE_OPENAI_API_KEY"]),
            ("providers.azure.base_url", &["ALLONYM_AZURE_OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT"]),
            ("providers.openrouter.base_url", &["ALLONYM_OPENROUTER_BASE_URL"]),
            ("tenants[0].limits.requests_per_minute", &[]),
            ("models", &["ALLONYM_MODELS"]),
            ("upstream.http2", &["ALLONYM_UPSTREAM_HTTP2"]),
            ("upstream.no_proxy", &["ALLONYM_UPSTREAM_NO_PROXY", "no_proxy", "NO_PROXY"]),
            ("telemetry.service_name", &["ALLONYM_TELEMETRY_SERVICE_NAME", "OTEL_SERVICE_NAME"]),
            ("models.gpt-5", &[]),
        ] {
            assert_eq!(variables(path), names, "{path}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_the_setting() {
        let known = ["limits.body_bytes", "limits.head_bytes", "listen", "auth"];
        assert_eq!(closest("limits.body_byte", known.into_iter()), Some("limits.body_bytes"));
        assert_eq!(closest("lisen", known.into_iter()), Some("listen"));
        assert_eq!(closest("something.else", known.into_iter()), None);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
