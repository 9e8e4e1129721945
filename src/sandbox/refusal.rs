//! Error answers in the shape of the provider that is being imitated.
//!
//! The only place that builds an error body. Messages name fields and positions.

use http::StatusCode;
use serde_json::{Value, json};

use super::route::Provider;

/// A request that is not answered with success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// The field at fault, where OpenAI names one.
    pub(super) param: Option<&'static str>,
    /// OpenAI's stable code, where it has one.
    pub(super) code: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Refusal {
        Refusal { status, message: message.into(), param: None, code: None }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn missing(param: &'static str) -> Refusal {
        Refusal::invalid(format!("Missing required parameter: '{param}'."))
            .at(param)
            .coded("missing_required_parameter")
    }

    pub(super) fn at(mut self, param: &'static str) -> Refusal {
        self.param = Some(param);
        self
    }

    pub(super) fn coded(mut self, code: &'static str) -> Refusal {
        self.code = Some(code);
        self
    }

    /// The refusal for a fault asked for by status.
    pub(super) fn from_status(status: u16) -> Refusal {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (message, code) = match status.as_u16() {
            401 => ("Incorrect API key provided.", Some("invalid_api_key")),
            429 => ("Rate limit reached for requests. Please try again in 1s.", Some("rate_limit_exceeded")),
            503 | 529 => ("Overloaded", None),
            500..=599 => ("The server had an error while processing your request. Sorry about that!", None),
            _ => ("The sandbox was asked to refuse this request.", None),
        };
        Refusal { code, ..Refusal::new(status, message) }
    }

    /// The body in the provider's shape.
    pub(super) fn to_json(&self, provider: Provider, request_id: &str) -> Value {
        let status = self.status.as_u16();
        match provider {
            Provider::Anthropic => json!({
                "type": "error",
                "error": {"type": self.anthropic_type(), "message": self.message},
                "request_id": request_id,
            }),
            Provider::Azure => {
                let code = self.code.map_or_else(|| status.to_string(), str::to_owned);
                json!({"error": {"code": code, "message": self.message, "param": self.param, "type": self.openai_type()}})
            }
            Provider::OpenAi => json!({"error": {
                "message": self.message, "type": self.openai_type(), "param": self.param, "code": self.code,
            }}),
            Provider::OpenRouter => {
                json!({"error": {"message": self.message, "code": status}, "user_id": "user_sandbox"})
            }
        }
    }

    pub(super) fn openai_type(&self) -> &'static str {
        match self.status.as_u16() {
            429 => "requests",
            500..=599 => "server_error",
            _ => "invalid_request_error",
        }
    }

    pub(super) fn anthropic_type(&self) -> &'static str {
        match self.status.as_u16() {
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 | 503 => "overloaded_error",
            500..=599 => "api_error",
            _ => "invalid_request_error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_its_shape() {
        let refusal = Refusal::missing("messages");
        let body = refusal.to_json(Provider::OpenAi, "req_1");
        assert_eq!(body["error"]["type"], "invalid_request_error");
        assert_eq!(body["error"]["param"], "messages");
        let body = refusal.to_json(Provider::Anthropic, "req_1");
        assert_eq!(body["type"], "error");
        assert_eq!(body["request_id"], "req_1");
        let body = Refusal::new(StatusCode::NOT_FOUND, "Resource not found").to_json(Provider::Azure, "r");
        assert_eq!(body["error"]["code"], "404");
        let body = Refusal::from_status(429).to_json(Provider::OpenRouter, "r");
        assert_eq!(body["error"]["code"], 429);
    }

    #[test]
    fn overload_is_anthropics_word() {
        assert_eq!(Refusal::from_status(529).anthropic_type(), "overloaded_error");
        assert_eq!(Refusal::from_status(500).openai_type(), "server_error");
    }
}
