//! The canary exchanges, told.

use super::Finding;
use crate::app::{self, Canary, Wrong};
use crate::config::Config;

pub(super) async fn findings(config: &Config) -> Vec<Finding> {
    match app::canaries(config).await {
        Ok(canaries) => canaries.iter().map(finding).collect(),
        Err(fault) => {
            let remedy = "`allonym serve` would not start either; mend what the fault names";
            vec![Finding::failed("canary exchange", fault.to_string(), remedy)]
        }
    }
}

fn finding(canary: &Canary) -> Finding {
    let check = format!("canary {}", canary.tenant.as_str());
    let kinds = || canary.planted.iter().map(allonym_detectors::Entity::label).collect::<Vec<_>>().join(", ");
    match &canary.outcome {
        Ok(()) if canary.planted.is_empty() => Finding::skipped(
            check,
            "no kind that is planted is replaced and restored by this tenant's policies",
        ),
        Ok(()) => Finding::ok(
            check,
            format!("{} planted: none reached the sandbox, all came back, whole and as a stream", kinds()),
        ),
        Err(Wrong::Leaked(entity)) => Finding::failed(
            check,
            format!("a planted {} reached the sandbox", entity.label()),
            "look at lists.allow, lists.allow_patterns, detection.min_score and [[rules]]; if none of them lets it out, this is a defect",
        ),
        Err(Wrong::Lost(entity)) => Finding::failed(
            check,
            format!("a planted {} did not come back", entity.label()),
            "this is a defect: report it with the output of `allonym check`",
        ),
        Err(Wrong::Refused(status)) => Finding::failed(
            check,
            format!("the exchange was refused with {status}"),
            "look at [limits] and [policies]; `allonym serve` with ALLONYM_LOG=debug names the reason",
        ),
        Err(Wrong::NotSent) => Finding::failed(
            check,
            "the sandbox received nothing",
            "connections on this machine's own address are blocked, or sent through a proxy; set NO_PROXY=127.0.0.1",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::TenantId;
    use allonym_detectors::Entity;

    #[test]
    fn every_outcome_says_what_to_do() {
        let told =
            |planted: Vec<Entity>, outcome| finding(&Canary { tenant: TenantId::new("t"), planted, outcome });
        assert_eq!(told(vec![Entity::Email], Ok(())).remedy, None);
        assert_eq!(told(vec![], Ok(())).state, super::super::State::Skipped);
        for wrong in [
            Wrong::Leaked(Entity::Email),
            Wrong::Lost(Entity::Email),
            Wrong::Refused(http::StatusCode::BAD_REQUEST),
            Wrong::NotSent,
        ] {
            let finding = told(vec![Entity::Email], Err(wrong));
            assert!(finding.state == super::super::State::Failed && finding.remedy.is_some());
        }
    }
}
