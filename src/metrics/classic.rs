//! The text format of Prometheus from before OpenMetrics (0.0.4), for readers that do not ask for the newer one.
//!
//! Owns: what differs: there a counter's `_total` belongs to its name, an info is a gauge, and there are no units and no end
//! mark. Never: changes a number.

/// The media type.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `text`, which is OpenMetrics, in the older format.
pub(super) fn from_openmetrics(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut help = "";
    for line in text.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("HELP"), Some(_), said) => help = said.unwrap_or_default(),
            (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                let (end, kind) = match kind {
                    "counter" => ("_total", kind),
                    "info" => ("_info", "gauge"),
                    _ => ("", kind),
                };
                out += &format!("# HELP {name}{end} {help}\n# TYPE {name}{end} {kind}\n");
            }
            (Some("#"), ..) => {}
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn counters_have_their_whole_name_and_units_and_the_end_are_gone() {
        let text = "# HELP a Things, all of them.\n# TYPE a counter\na_total{x=\"# HELP y\"} 1\n# HELP b_seconds Times.\n\
                    # TYPE b_seconds gauge\n# UNIT b_seconds seconds\nb_seconds 2.5\n# HELP c What.\n# TYPE c info\nc_info{v=\"1\"} 1\n# EOF\n";
        let classic = "# HELP a_total Things, all of them.\n# TYPE a_total counter\na_total{x=\"# HELP y\"} 1\n\
                       # HELP b_seconds Times.\n# TYPE b_seconds gauge\nb_seconds 2.5\n# HELP c_info What.\n# TYPE c_info gauge\nc_info{v=\"1\"} 1\n";
        assert_eq!(super::from_openmetrics(text), classic);
    }
}
