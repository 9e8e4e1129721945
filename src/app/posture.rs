//! The posture: what protects and what does not, as `/status` tells it.
//!
//! Owns: the list of opt-outs, each with what it means. Never: shows a secret, a key, or a listed value; lists are counted.

use serde::Serialize;
use serde_json::json;

use allonym_detectors::{Dates, Detectors, Entity, Mode, RuleInfo};
use hashbrown::HashMap;

use crate::config::{Config, Lists, TenantSettings};
use crate::policy::Action;
use crate::provider::Provider;
use crate::pseudonymize::profile::{Blobs, Late};
use crate::tenant::Auth;

/// A setting that protects less than the default.
#[derive(Serialize)]
struct OptOut {
    setting: String,
    means: &'static str,
}

/// The posture as JSON.
pub(super) fn posture(config: &Config, mode: Mode) -> serde_json::Value {
    let rules = config.detectors.as_deref().unwrap_or_else(|| Detectors::builtin());
    let tenants: Vec<_> = config.tenants.iter().map(tenant).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "auth": match config.auth { Auth::Keys => "keys", Auth::Passthrough => "passthrough" },
        "sandbox": config.sandbox,
        "detection": {
            "mode": name(mode),
            "min_score": config.detection.min_score,
            "rules": rules.rules().count(),
            "own_rules": config.detectors.is_some(),
        },
        "vault": { "kind": "memory", "ttl_seconds": config.vault.ttl.as_secs(), "max_bytes": config.vault.max_bytes },
        "prefix_cache": {
            "ttl_seconds": config.prefix_cache.ttl.as_secs(),
            "max_bytes": config.prefix_cache.max_bytes,
            "late_values": match config.prefix_cache.late_values { Late::Keep => "keep", Late::Replace => "replace" },
        },
        "tenants": tenants,
        "opt_outs": opt_outs(config),
    })
}

fn name(mode: Mode) -> &'static str {
    match mode {
        Mode::Fast => "fast",
        Mode::Balanced => "balanced",
        Mode::Full => "full",
    }
}

fn tenant(tenant: &TenantSettings) -> serde_json::Value {
    let providers = Provider::ALL.into_iter().filter(|provider| tenant.providers.get(*provider).is_some());
    json!({
        "id": tenant.id.as_str(),
        "providers": providers.map(Provider::name).collect::<Vec<_>>(),
        "keys": tenant.keys.len(),
        "listed": { "allow": size(&tenant.lists).0, "deny": size(&tenant.lists).1 },
    })
}

fn size(lists: &Lists) -> (usize, usize) {
    let of = |known: &crate::config::Known| known.values.len() + known.patterns.len();
    (of(&lists.allow), of(&lists.deny))
}

/// Everything that makes the proxy protect less than it does by default.
fn opt_outs(config: &Config) -> Vec<OptOut> {
    let mut all = Vec::new();
    let mut add = |holds: bool, setting: &str, means| {
        if holds {
            all.push(OptOut { setting: setting.to_owned(), means });
        }
    };
    add(config.auth == Auth::Passthrough, "auth", "whoever reaches the address may call");
    add(config.blobs == Blobs::Pass, "content.blobs", "images, audio and documents are sent unread");
    add(config.detection.min_score > 0.5, "detection.min_score", "less certain findings are sent");
    add(config.detection.dates == Dates::None, "detection.dates", "no date is replaced");
    let looked_for = |entity: &&Entity| !config.detection.entities.contains(entity);
    add(
        Entity::ALL.iter().any(|entity| looked_for(&entity)),
        "detection.entities",
        "some kinds are not looked for",
    );
    add(has_weaker_rules(config), "rules", "built-in rules are switched off, or score less");
    for tenant in &config.tenants {
        let at = |setting: &str| format!("{setting} ({})", tenant.id.as_str());
        let allows = |entity: &Entity| tenant.policies.action(entity) == Action::Allow;
        add(Entity::ALL.iter().any(allows), &at("policies"), "some kinds are found and sent as they are");
        add(tenant.policies.lets_rules_be(), &at("rules.policy"), "what some rules find is sent as it is");
        add(size(&tenant.lists).0 > 0, &at("lists.allow"), "listed values are sent as they are");
    }
    all
}

/// Whether a rule of the built-in ones is missing, or scores less than it does there.
fn has_weaker_rules(config: &Config) -> bool {
    let Some(own) = config.detectors.as_deref() else { return false };
    let scores: HashMap<_, _> =
        own.rules().map(|rule| (rule.id, [rule.score, rule.score_with_context])).collect();
    let is_weaker = |rule: RuleInfo<'_>| {
        let before = [rule.score, rule.score_with_context];
        scores.get(rule.id).is_none_or(|now| now.iter().zip(before).any(|(now, before)| *now < before))
    };
    Detectors::builtin().rules().any(is_weaker)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Loaded;

    fn status(file: &str, variables: &[(&str, &str)]) -> serde_json::Value {
        let environment = variables.iter().copied().collect();
        let loaded = Loaded::parse(file, Path::new("."), environment).expect("a good configuration");
        posture(&loaded.config, Mode::Fast)
    }

    #[test]
    fn by_default_nothing_is_opted_out() {
        let status = status("", &[]);
        assert_eq!(status["opt_outs"], json!([]));
        assert_eq!(status["sandbox"], true);
        assert!(status["detection"]["rules"].as_u64().unwrap() > 100);
    }

    #[test]
    fn rules_that_protect_less_are_told() {
        for weaker in ["enabled = false", "score = 0.1", "policy = \"allow\""] {
            let status = status(&format!("[[rules]]\nid = \"global.email\"\n{weaker}"), &[]);
            assert_eq!(status["opt_outs"].as_array().map(Vec::len), Some(1), "{weaker}");
        }
        let stronger = status("[[rules]]\nid = \"global.email\"\nscore = 0.99", &[]);
        assert_eq!(stronger["opt_outs"], json!([]));
    }

    #[test]
    fn every_opt_out_is_told_and_no_value_is() {
        let file = "keys = [\"px-posture-key\"]\n[content]\nblobs = \"pass\"\n[policies]\nURL = \"allow\"\n\
                    [lists]\nallow = [\"Jane Roe\"]\n[detection]\ndates = \"none\"\nmin_score = 0.9\nentities = [\"EMAIL\"]";
        let status = status(file, &[("ALLONYM_AUTH", "passthrough"), ("OPENAI_API_KEY", "sk-secret")]);
        let settings: Vec<_> = status["opt_outs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["setting"].as_str().unwrap())
            .collect();
        assert_eq!(
            settings,
            [
                "auth",
                "content.blobs",
                "detection.min_score",
                "detection.dates",
                "detection.entities",
                "policies (default)",
                "lists.allow (default)"
            ]
        );
        let text = status.to_string();
        assert!(
            !text.contains("Roe") && !text.contains("px-posture") && !text.contains("sk-secret"),
            "{text}"
        );
    }
}
