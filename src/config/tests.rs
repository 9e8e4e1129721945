use super::*;
use crate::policy::Action;
use crate::provider::Provider;
use crate::pseudonym::Numbering;
use crate::pseudonymize::Note;
use allonym_detectors::{CustomName, Dates, Entity};

const EXAMPLE: &str = include_str!("../../deploy/allonym.example.toml");

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Faults> {
    Loaded::parse(text, Path::new("."), variables.iter().copied().collect())
}

fn config(text: &str, variables: &[(&str, &str)]) -> Config {
    load(text, variables).unwrap_or_else(|faults| panic!("{faults}")).config
}

/// The faults, one per line.
fn faults(text: &str, variables: &[(&str, &str)]) -> String {
    load(text, variables).err().expect("a faulty configuration").to_string()
}

fn listening(config: &Config) -> Vec<String> {
    config.listening.addresses.iter().map(ToString::to_string).collect()
}

/// Writes a certificate, its key and an authority, by the names that the example gives them.
fn certificate(folder: &Path) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("fullchain.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("clients.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("privkey.pem"), made.signing_key.serialize_pem()).unwrap();
}

#[test]
fn addresses_may_be_several_and_tls_must_be_whole() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let tls = "[tls]\ncertificate = \"fullchain.pem\"\n";
    let load = |text: &str| Loaded::parse(text, folder.path(), Environment::default());
    let said = |text: &str| load(text).err().expect("faults").to_string();
    let all = load(&format!(
        "listen = [\"0.0.0.0:8443\", \"plain:127.0.0.1:1\", \"unix:/run/a.sock\"]\nsocket_mode = \"660\"\n{tls}key = \"privkey.pem\"\nclient_ca = \"clients.pem\"\nmin_version = \"1.3\""
    ));
    let listening = all.unwrap_or_else(|faults| panic!("{faults}")).config.listening;
    assert_eq!((listening.addresses.len(), listening.socket_mode), (3, 0o660));
    assert!(listening.tls.is_some_and(|tls| tls.key == folder.path().join("privkey.pem")));
    assert!(said(tls).contains("tls.key: missing"), "{}", said(tls));
    assert!(said("[tls]\nclient_ca = \"clients.pem\"").contains("tls.client_ca: needs tls.certificate"));
    let swapped = said(&format!("{tls}key = \"fullchain.pem\""));
    assert!(swapped.contains("line 3: tls.key: the file holds no private key in PEM"), "{swapped}");
    let unused = said(&format!("listen = \"unix:/run/a.sock\"\n{tls}key = \"privkey.pem\""));
    assert!(unused.contains("no address that is listened on would use it"), "{unused}");
    assert!(said("listen = []").contains("line 1: listen: must not be empty"));
    assert!(said("socket_mode = \"rw\"").contains("socket_mode: expected permissions in octal"));
    assert!(
        said("auth = \"passthrough\"\nlisten = \"unix:/a,0.0.0.0:1\"").contains("lets everyone who reaches")
    );
}

#[test]
fn proxies_come_from_the_variables_that_everybody_knows_and_are_not_shown() {
    let variables = [("HTTPS_PROXY", "http://u:hunter2@proxy.example:1"), ("all_proxy", "two.example:2")];
    let loaded = load("", &variables).ok().unwrap();
    let url = |text: &str| crate::upstream::network::ProxyUrl::parse(text);
    let proxies = &loaded.config.network.proxies;
    assert!(proxies.https == url("http://u:hunter2@proxy.example:1") && proxies.http == url("two.example:2"));
    let report: String = loaded.effective.iter().map(|setting| format!("{setting}\n")).collect();
    assert!(report.contains("upstream.https_proxy = (set)") && !report.contains("hunter2"), "{report}");
    let own = config("[upstream]\nhttps_proxy = \"near.example:1\"", &[]);
    assert!(own.network.proxies.https == url("near.example:1"));
    let said = faults("", &[("https_proxy", "socks5://hunter2.example:1")]);
    assert!(said.contains("https_proxy: upstream.https_proxy: expected http://HOST:PORT"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn somebody_must_be_trusted() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let load = |text: &str| Loaded::parse(text, folder.path(), Environment::default());
    let said = |text: &str| load(text).err().expect("faults").to_string();
    let own = load("[upstream]\nroots = \"none\"\nca_files = [\"clients.pem\"]");
    assert_eq!(own.ok().unwrap().config.network.ca_files, [folder.path().join("clients.pem")]);
    assert!(said("[upstream]\nroots = \"none\"").contains("\"none\" needs upstream.ca_files"));
    let bad = said("[upstream]\nca_files = [\"privkey.pem\", \"nowhere.pem\"]");
    assert!(bad.contains("line 2: upstream.ca_files: privkey.pem: the file holds no certificate"), "{bad}");
    assert!(bad.contains("nowhere.pem: the file cannot be read (there is no such file)"), "{bad}");
}

fn base(config: &Config, provider: Provider) -> Option<String> {
    Some(config.tenants[0].providers.get(provider)?.base_url.to_string())
}

fn key(config: &Config, provider: Provider) -> Option<String> {
    Some(config.tenants[0].providers.get(provider)?.api_key.as_ref()?.expose().clone())
}

#[test]
fn nothing_needs_to_be_set() {
    let config = config("", &[]);
    assert_eq!(listening(&config), ["127.0.0.1:8787"]);
    assert_eq!(config.auth, Auth::Keys);
    assert!(config.sandbox && config.needs_key());
    assert_eq!(config.limits.body_bytes, 33_554_432);
    assert_eq!(config.tenants.len(), 1);
    assert_eq!(config.tenants[0].id.as_str(), "default");
    assert_eq!(config.detection, Settings::default());
}

#[test]
fn the_environment_s_contract_holds() {
    let config = config(
        "",
        &[
            ("ALLONYM_LISTEN", "0.0.0.0:9000"),
            ("ALLONYM_AUTH", "keys"),
            ("ALLONYM_KEYS", "px-first-key, px-second-key"),
            ("ALLONYM_OPENAI_BASE_URL", "http://127.0.0.1:1/prefix"),
            ("ALLONYM_ANTHROPIC_BASE_URL", "http://127.0.0.1:2"),
            ("ALLONYM_AZURE_OPENAI_BASE_URL", "http://127.0.0.1:3"),
            ("ALLONYM_OPENROUTER_BASE_URL", "http://127.0.0.1:4/api"),
            ("ALLONYM_LOG", "warn,allonym=debug"),
            ("OPENAI_API_KEY", "sk-1"),
            ("ANTHROPIC_API_KEY", "sk-ant-2"),
            ("AZURE_OPENAI_API_KEY", "az-3"),
            ("AZURE_OPENAI_ENDPOINT", "https://unused.example"),
            ("OPENROUTER_API_KEY", "sk-or-4"),
        ],
    );
    assert_eq!(listening(&config), ["0.0.0.0:9000"]);
    assert_eq!(config.tenants[0].keys, [KeyHash::of(b"px-first-key"), KeyHash::of(b"px-second-key")]);
    assert_eq!(config.log.filter.as_str(), "warn,allonym=debug");
    assert!(!config.sandbox && !config.needs_key());
    for (provider, url, credential) in [
        (Provider::OpenAi, "http://127.0.0.1:1/prefix", "sk-1"),
        (Provider::Anthropic, "http://127.0.0.1:2", "sk-ant-2"),
        (Provider::Azure, "http://127.0.0.1:3", "az-3"),
        (Provider::OpenRouter, "http://127.0.0.1:4/api", "sk-or-4"),
    ] {
        assert_eq!(base(&config, provider).as_deref(), Some(url));
        assert_eq!(key(&config, provider).as_deref(), Some(credential));
    }
}

#[test]
fn the_environment_comes_before_the_file_and_the_file_before_the_default() {
    let file = "[limits]\nbody_bytes = 2048\ndepth = 9\n[log]\nlevel = \"debug\"\n";
    let variables = [("ALLONYM_LIMITS_BODY_BYTES", "4 KiB"), ("ALLONYM_LOG", "")];
    let loaded = load(file, &variables).ok().unwrap();
    assert_eq!(loaded.config.limits.body_bytes, 4096);
    assert_eq!(loaded.config.limits.depth, 9);
    assert_eq!(loaded.config.limits.connections, 4096);
    assert_eq!(loaded.config.log.filter.as_str(), "debug", "an empty variable counts as not set");
    let origin = |name: &str| {
        let setting = loaded.effective.iter().find(|setting| setting.setting == name).unwrap();
        setting.origin.to_string()
    };
    assert_eq!(origin("limits.body_bytes"), "ALLONYM_LIMITS_BODY_BYTES");
    assert_eq!(origin("limits.depth"), "line 3");
    assert_eq!(origin("limits.connections"), "default");
}

#[test]
fn all_faults_are_reported_at_once_with_place_and_remedy() {
    let file = r#"
listen = "everywhere"
lisen = "127.0.0.1:1"
keys = ["sk-1"]
[limits]
body_bytes = "much"
head_bytes = 10
depth = "1 KiB"
[policies]
EMIAL = "block"
PHONE = "hide"
[lists]
deny_patterns = ["a(", "x*"]
deny_files = ["missing.txt"]
[nothing]
at_all = 1
[[tenants]]
id = "a b"
"#;
    let said = faults(
        file,
        &[
            ("ALLONYM_VAULT_TTL", "soon"),
            ("ALLONYM_LIMITS_DEEPTH", "3"),
            ("ALLONYM_DETECTION_THREADS", "100000"),
        ],
    );
    for line in [
        "line 2: listen: expected an IP address",
        "line 3: lisen: there is no such setting; did you mean listen?",
        "line 4: keys: expected keys that begin with px-",
        "line 6: limits.body_bytes: expected a number of bytes",
        "line 7: limits.head_bytes: must be at least 8192",
        "line 8: limits.depth: expected a whole number",
        "ALLONYM_DETECTION_THREADS: detection.threads: must be at most 1024",
        "line 10: policies.EMIAL: there is no such entity",
        "line 11: policies.PHONE: expected \"pseudonymize\", \"redact\"",
        "line 13: lists.deny_patterns: pattern 1 is not a regular expression",
        "line 13: lists.deny_patterns: pattern 2 matches the empty text",
        "line 14: lists.deny_files: the file missing.txt cannot be read (there is no such file)",
        "line 16: nothing.at_all: there is no such setting; remove it",
        "line 18: tenants[0].id: expected 1 to 64 letters",
        "tenants[0].keys: missing; give at least one px- key",
        "ALLONYM_VAULT_TTL: vault.ttl: expected a time such as",
        "ALLONYM_LIMITS_DEEPTH: there is no such setting; did you mean ALLONYM_LIMITS_DEPTH?",
    ] {
        assert!(said.contains(line), "{line}\nis not in\n{said}");
    }
    assert!(said.starts_with("the configuration has 17 faults:"), "{said}");
    assert!(!said.contains("sk-1") && !said.contains("much"), "{said}");
}

#[test]
fn what_is_not_toml_is_refused_with_its_lines_and_without_its_text() {
    let said = faults("listen = \nkeys = [\"px-secret-1\"\n[limits\n", &[]);
    assert!(said.contains("line 1: this is not TOML"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn sections_and_settings_are_not_confused() {
    assert!(faults("limits = 5", &[]).contains("line 1: limits: this is a section; write [limits]"));
    assert!(faults("[listen]\nport = 1", &[]).contains("listen.port: there is no such setting"));
    assert!(faults("[limit]", &[]).contains("limit: there is no such setting"));
    assert!(faults("[[tenants]]", &[]).contains("tenants[0].id: expected 1 to 64"));
    assert!(load("[limits]\n[policies]\n[models]\n[providers.openai]\n[lists]", &[]).is_ok());
    assert!(faults("[[limits]]\ndepth = 9", &[]).contains("limits[0].depth: there is no such setting"));
}

#[test]
fn the_sandbox_answers_only_when_no_provider_is_set_up() {
    assert!(config("", &[]).sandbox);
    assert!(!config("", &[("ANTHROPIC_API_KEY", "sk-ant-1")]).sandbox);
    let local = config("", &[("ALLONYM_OPENAI_BASE_URL", "http://127.0.0.1:8000/v1")]);
    assert!(!local.sandbox);
    assert_eq!(base(&local, Provider::OpenAi).as_deref(), Some("http://127.0.0.1:8000/v1"));
    assert_eq!(key(&local, Provider::OpenAi), None);
    assert_eq!(base(&local, Provider::Anthropic), None);
}

#[test]
fn passthrough_reaches_every_public_provider_without_a_credential() {
    let config = config("", &[("ALLONYM_AUTH", "passthrough")]);
    assert!(!config.sandbox && !config.needs_key());
    assert_eq!(base(&config, Provider::OpenAi).as_deref(), Some("https://api.openai.com"));
    assert_eq!(base(&config, Provider::Anthropic).as_deref(), Some("https://api.anthropic.com"));
    assert_eq!(base(&config, Provider::OpenRouter).as_deref(), Some("https://openrouter.ai"));
    assert_eq!(base(&config, Provider::Azure), None);
}

#[test]
fn a_pattern_that_finds_nothing_inside_a_text_is_told_of() {
    let text = r"[lists]
deny_patterns = ['^ACME-\d{4}$', 'ACME-\d{4}$', '(?m)^ACME-\d{5}$', 'ACME-\^\d{6}']
allow_patterns = ['^ACME-0000$']";
    let warnings = load(text, &[]).ok().unwrap().warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("lists.deny_patterns: 2 of 4 patterns match"), "{warnings:?}");
}

#[test]
fn pages_from_anywhere_may_call_where_a_key_is_needed() {
    let passthrough = ("ALLONYM_AUTH", "passthrough");
    assert_eq!(config("", &[]).cors_origins, ["*"]);
    assert!(config("", &[passthrough]).cors_origins.is_empty());
    assert_eq!(
        config("[cors]\norigins = [\"https://a.example\"]", &[passthrough]).cors_origins,
        ["https://a.example"]
    );
}

#[test]
fn passthrough_beyond_this_machine_has_to_be_said_twice() {
    let public = ("ALLONYM_LISTEN", "0.0.0.0:8787");
    let once = faults("auth = \"passthrough\"", &[public]);
    assert!(once.contains("line 1: auth: \"passthrough\" lets everyone"), "{once}");
    let twice = config("auth = \"passthrough\"\nauth_passthrough_public = true", &[public]);
    assert_eq!(twice.auth, Auth::Passthrough);
    assert_eq!(
        config("", &[("ALLONYM_AUTH", "passthrough"), ("ALLONYM_LISTEN", "[::1]:1")]).auth,
        Auth::Passthrough
    );
}

#[test]
fn azure_needs_an_address() {
    let said = faults("", &[("AZURE_OPENAI_API_KEY", "az-1")]);
    assert!(said.contains("providers.azure.base_url: missing"), "{said}");
    let config = config(
        "",
        &[("AZURE_OPENAI_API_KEY", "az-1"), ("AZURE_OPENAI_ENDPOINT", "https://unit.example/openai/v1/")],
    );
    assert_eq!(base(&config, Provider::Azure).as_deref(), Some("https://unit.example/openai/v1"));
}

#[test]
fn a_base_url_with_a_query_or_a_user_name_is_refused_unquoted() {
    for url in ["https://user:hunter2@api.example.com", "https://api.example.com?hunter2", "hunter2"] {
        let said = faults("", &[("ALLONYM_OPENAI_BASE_URL", url)]);
        assert!(said.contains("ALLONYM_OPENAI_BASE_URL: providers.openai.base_url: expected http"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_credential_may_be_in_a_variable_or_a_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "sk-from-file\n").unwrap();
    let file = "[providers.openai]\napi_key_file = \"key\"\n[providers.anthropic]\napi_key_env = \"OTHER\"\n";
    let variables = [("OTHER", "sk-from-variable")];
    let loaded = Loaded::parse(file, folder.path(), variables.into_iter().collect()).ok().unwrap();
    assert_eq!(key(&loaded.config, Provider::OpenAi).as_deref(), Some("sk-from-file"));
    assert_eq!(key(&loaded.config, Provider::Anthropic).as_deref(), Some("sk-from-variable"));

    let said = faults("[providers.openai]\napi_key = \"a\"\napi_key_env = \"UNSET\"", &[]);
    assert!(said.contains("line 2: providers.openai.api_key: give one of"), "{said}");
    let said = faults("[providers.openai]\napi_key_env = \"UNSET\"", &[]);
    assert!(said.contains("the variable that it names is not set"), "{said}");
    for unreadable in ["sk-a\nb", "sk-\u{fffd}", "sk a"] {
        let said = faults("", &[("OPENAI_API_KEY", unreadable)]);
        assert!(said.contains("expected a credential"), "{unreadable:?}: {said}");
    }
}

#[test]
fn policies_name_entities_in_the_file_and_in_variables() {
    let file = "[policies]\ndefault = \"redact\"\nIBAN = \"block\"\n\"CUSTOM:badge\" = \"allow\"";
    let variables = [("ALLONYM_POLICIES_IBAN", "allow"), ("ALLONYM_POLICIES_CUSTOM_CODE", "block")];
    let policies = config(file, &variables).tenants.remove(0).policies;
    let custom = |name| Entity::Custom(CustomName::new(name).unwrap());
    assert_eq!(policies.action(&Entity::Iban), Action::Allow);
    assert_eq!(policies.action(&Entity::Email), Action::Redact);
    assert_eq!(policies.action(&custom("BADGE")), Action::Allow);
    assert_eq!(policies.action(&custom("CODE")), Action::Block);
    assert!(faults("", &[("ALLONYM_POLICIES_EMIAL", "block")]).contains("there is no such entity"));
}

#[test]
fn detection_and_the_rest_are_typed() {
    let file = "[detection]\nmin_score = 0.25\nentities = [\"email\"]\ndates = \"none\"\n[vault]\nttl = 0\n[limits]\nrequests_per_minute = 0";
    let config = config(file, &[("ALLONYM_CONTENT_BLOBS", "pass"), ("ALLONYM_PSEUDONYMS_NOTE", "append")]);
    assert_eq!((config.detection.min_score, config.detection.dates), (0.25, Dates::None));
    assert!(config.detection.entities.contains(&Entity::Email));
    assert!(!config.detection.entities.contains(&Entity::Phone));
    assert_eq!((config.blobs, config.pseudonyms.note), (Blobs::Pass, Note::Append));
    assert!(config.vault.ttl.is_zero());
    assert_eq!(config.pseudonyms.numbering, Numbering::Sequential);
    assert!(
        faults("[pseudonyms]\nlabel = \"{n}\"", &[]).contains("line 2: pseudonyms.label: must hold {type}")
    );
    assert_eq!(config.tenants[0].limits.requests_per_minute, None);
}

#[test]
fn tenants_start_from_the_shared_settings() {
    let file = r#"
[providers.openai]
api_key = "sk-shared"
[policies]
EMAIL = "block"
[lists]
deny = ["Shared"]
[models]
"gpt-5" = "openai"
[[tenants]]
id = "one"
keys = ["px-one-1234"]
[[tenants]]
id = "two"
keys = ["px-two-1234"]
limits.requests_per_minute = 7
providers.openai.base_url = "http://127.0.0.1:9"
providers.anthropic.api_key = "sk-ant-two"
policies.EMAIL = "allow"
lists.deny = ["Own"]
models."gpt-4" = "anthropic"
"#;
    let config = config(file, &[]);
    let [one, two] = &config.tenants[..] else { panic!("{} tenants", config.tenants.len()) };
    assert_eq!(one.providers.get(Provider::OpenAi).unwrap().api_key.as_ref().unwrap().expose(), "sk-shared");
    assert_eq!(one.limits.requests_per_minute, NonZeroU32::new(6000));
    assert_eq!(one.policies.action(&Entity::Email), Action::Block);
    assert!(
        two.providers.get(Provider::OpenAi).unwrap().api_key.is_none(),
        "a shared key went to another host"
    );
    assert_eq!(
        two.providers.get(Provider::Anthropic).unwrap().base_url.to_string(),
        "https://api.anthropic.com"
    );
    assert_eq!(two.limits.requests_per_minute, NonZeroU32::new(7));
    assert_eq!(two.limits.concurrent_requests, NonZeroU32::new(256));
    assert_eq!(two.policies.action(&Entity::Email), Action::Allow);
    let denied: Vec<_> = two.lists.deny.values.iter().map(|value| value.expose().as_str()).collect();
    assert_eq!(denied, ["Shared", "Own"]);
    assert_eq!(two.models.len(), 2);
}

#[test]
fn tenants_are_told_apart() {
    let file = "[[tenants]]\nid = \"a\"\nkeys = [\"px-same-key\"]\n[[tenants]]\nid = \"a\"\nkeys = [\"px-same-key\"]\n[[tenants]]\nid = \"default\"\nkeys = [\"px-third-key\"]";
    let said = faults(file, &[]);
    assert!(said.contains("line 5: tenants[1].id: another tenant has this name"), "{said}");
    assert!(
        said.contains("line 6: tenants[1].keys: one of these keys belongs to another tenant too"),
        "{said}"
    );
    assert!(said.contains("line 8: tenants[2].id: this name is taken"), "{said}");
}

#[test]
fn plain_keys_make_a_default_tenant_beside_the_others() {
    let file = "[[tenants]]\nid = \"a\"\nkeys = [\"px-tenant-a\"]";
    assert_eq!(config(file, &[]).tenants.len(), 1);
    let both = config(file, &[("ALLONYM_KEYS", "px-default")]);
    assert_eq!(both.tenants[0].id.as_str(), "default");
    assert_eq!(both.tenants[1].id.as_str(), "a");
}

#[test]
fn models_go_to_providers_that_are_set_up() {
    let variables = [("OPENAI_API_KEY", "sk-1"), ("ALLONYM_MODELS", "org/model=openai, x=y")];
    assert!(faults("", &variables).contains("ALLONYM_MODELS: models: expected model=provider pairs"));
    let variables = [("OPENAI_API_KEY", "sk-1"), ("ALLONYM_MODELS", "org/model=openai")];
    assert_eq!(config("", &variables).tenants[0].models["org/model"], Provider::OpenAi);
    let said = faults("[models]\n\"gpt-4.1\" = \"azure\"", &variables);
    assert!(said.contains("line 2: models.\"gpt-4.1\": the provider azure is not set up"), "{said}");
}

#[test]
fn list_files_hold_a_value_a_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("deny.txt"), "# people\nJane Roe\n\n#42\n  Example Street 1 \n")
        .unwrap();
    let file = "[lists]\ndeny = [\"X\"]\ndeny_files = [\"deny.txt\"]\ndeny_patterns = ['EX-\\d{4}']\ndeny_entity = \"PERSON\"";
    let lists = Loaded::parse(file, folder.path(), Environment::default())
        .ok()
        .unwrap()
        .config
        .tenants
        .remove(0)
        .lists;
    let values: Vec<_> = lists.deny.values.iter().map(|value| value.expose().as_str()).collect();
    assert_eq!(values, ["X", "Jane Roe", "#42", "Example Street 1"]);
    assert_eq!(lists.deny.patterns[0].expose(), r"EX-\d{4}");
    assert_eq!(lists.deny_entity, Entity::Person);
}

#[test]
fn the_report_shows_no_secret() {
    let file = "[lists]\nallow = [\"Jane Roe\"]\n[[tenants]]\nid = \"a\"\nkeys = [\"px-tenant-a\"]\nproviders.openai.api_key = \"hunter2\"";
    let variables = [("OPENAI_API_KEY", "hunter2"), ("ALLONYM_KEYS", "px-hunter2")];
    let loaded = load(file, &variables).ok().unwrap();
    let report: String = loaded.effective.iter().map(|setting| format!("{setting}\n")).collect();
    assert!(report.contains("providers.openai.api_key = (set)"), "{report}");
    assert!(report.contains("tenants[0].providers.openai.api_key = (set)"), "{report}");
    assert!(report.contains("lists.allow = (1 set)"), "{report}");
    assert!(!report.contains("hunter2") && !report.contains("px-") && !report.contains("Jane"), "{report}");
}

#[test]
fn variables_of_others_are_warned_about_not_refused() {
    let variables =
        [("ALLONYM_PORT", "tcp://10.0.0.1:80"), ("ALLONYM_LISTN", "x"), ("ALLONYM_SERVICE_HOST", "h")];
    let loaded = load("", &variables).ok().unwrap();
    assert_eq!(
        loaded.warnings,
        ["ALLONYM_LISTN is not used: there is no such setting; did you mean ALLONYM_LISTEN?"]
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_listed_value_and_short_values_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("names.txt"), "\u{feff}Jane Roe\r\nLi\r\n12\r\n").unwrap();
    let file = "[lists]\ndeny_files = [\"names.txt\"]\n";
    let loaded = Loaded::parse(file, folder.path(), Environment::default()).ok().unwrap();
    let values: Vec<_> =
        loaded.config.tenants[0].lists.deny.values.iter().map(|value| value.expose().as_str()).collect();
    assert_eq!(values, ["Jane Roe", "Li", "12"]);
    let [warning] = &loaded.warnings[..] else { panic!("{:?}", loaded.warnings) };
    assert!(warning.starts_with("lists.deny: 2 of 3 values are too short"), "{warning}");
}

#[test]
fn the_example_holds_the_defaults_and_every_setting() {
    let (example, bare) = (load(EXAMPLE, &[]).ok().unwrap(), load("", &[]).ok().unwrap());
    let shown = |loaded: &Loaded| -> Vec<_> {
        loaded.effective.iter().map(|setting| (setting.setting.clone(), setting.shown.clone())).collect()
    };
    assert_eq!(shown(&example), shown(&bare));
    for setting in &bare.effective {
        let name = setting.setting.rsplit('.').next().unwrap();
        let variables = setting.variables.join("|");
        let line = |line: &str| line.trim_start_matches("#: ").starts_with(&format!("{name} = "));
        let named = EXAMPLE.lines().any(|text| line(text) && text.contains(&setting.variables[0]));
        assert!(
            named || setting.setting == "models",
            "{} ({variables}) is not in the example",
            setting.setting
        );
    }
}

#[test]
fn the_example_s_optional_settings_are_settings() {
    let only_one_credential = |line: &&str| !line.contains("api_key_env") && !line.contains("api_key_file");
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let everything: String = EXAMPLE
        .replace("/etc/allonym/tls", folder.path().to_str().unwrap())
        .lines()
        .filter(only_one_credential)
        .map(|line| format!("{}\n", line.trim_start_matches("#:")))
        .collect();
    let config = config(&everything, &[]);
    assert_eq!(config.state_dir.as_deref(), Some(Path::new("/var/lib/allonym")));
    assert!(Provider::ALL.iter().all(|provider| config.tenants[0].providers.get(*provider).is_some()));
    assert_eq!(config.tenants[0].policies.action(&Entity::CreditCard), Action::Block);
    assert_eq!(config.tenants[0].id.as_str(), "research");
}

#[test]
fn the_key_made_on_the_first_start_belongs_to_the_default_tenant() {
    let mut config = config("", &[("XDG_STATE_HOME", "/state"), ("HOME", "/home/x")]);
    assert_eq!(config.state_dir.as_deref(), Some(Path::new("/state/allonym")));
    let relative = load("", &[("XDG_STATE_HOME", "state"), ("HOME", "/home/x")]).ok().unwrap().config;
    assert_eq!(relative.state_dir.as_deref(), Some(Path::new("/home/x/.local/state/allonym")));
    config.add_key(KeyHash::of(b"px-made-here"));
    assert!(!config.needs_key());
}

const BADGE: &str = "entity = \"CUSTOM:BADGE\"\nabout = \"A badge.\"\nsource = \"made up here\"\n\
                     pattern = 'BDG-[0-9]{6}'\nkeywords = [\"bdg\"]\nscore = 0.9\n";

#[test]
fn rules_of_one_s_own_are_laid_over_the_built_in_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("rules/ours")).expect("made");
    std::fs::write(folder.path().join("rules/ours/badge.rule.toml"), BADGE).expect("written");
    let file = "[detection]\nrule_folders = [\"rules\"]\n[[rules]]\nid = \"global.email\"\nenabled = false\n\
                [[rules]]\nid = \"ours.*\"\npolicy = \"redact\"";
    let own = Loaded::parse(file, folder.path(), Environment::default()).expect("a good file").config;
    let text = "BDG-123456 of info@mail.example";
    let found = own.detectors.expect("a set of its own").scan(text, &Settings::default());
    assert_eq!(found.iter().map(|found| found.rule.as_str()).collect::<Vec<_>>(), ["ours.badge"]);
    let policies = &own.tenants[0].policies;
    assert_eq!(policies.action_of(&found[0].entity, "ours.badge"), Action::Redact);
    assert!(config("", &[]).detectors.is_none());
}

#[test]
fn rules_that_do_not_fit_are_refused_with_the_reason_and_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("bad.rule.toml"), format!("{BADGE}colour = 1\n")).expect("written");
    let broad = BADGE.replace("BDG-[0-9]{6}", "[a-z0-9]+").replace("keywords = [\"bdg\"]\n", "");
    std::fs::write(folder.path().join("broad.rule.toml"), broad).expect("written");
    let file = "[detection]\nrule_folders = [\".\", \"nowhere\"]\n[[rules]]\nid = \"global.emial\"\n[[rules]]\nid = \"us.ssn\"\nscore = 7";
    let said = Loaded::parse(file, folder.path(), Environment::default()).err().expect("faults").to_string();
    for part in [
        "detection.rule_folders: .: rule bad, line 7",
        "rule broad, line 4: pattern: matches ordinary text",
        "nowhere: the folder cannot be read",
        "rules[0].id: no rule is called so",
        "rules[1].score: expected a number from 0 to 1",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn one_port_is_not_listened_on_twice() {
    let twice = faults("listen = \"127.0.0.1:1,0.0.0.0:1\"\n[admin]\nlisten = \"127.0.0.1:1\"", &[]);
    assert!(twice.contains("listen: 0.0.0.0:1 is taken by another address"), "{twice}");
    assert!(twice.contains("admin.listen: is one of the addresses where clients connect"), "{twice}");
    config("listen = \"127.0.0.1:0,127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:2\"", &[]);
}

#[test]
fn the_variables_of_opentelemetry_are_heeded_or_what_they_ask_for_is_refused() {
    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4317");
    let loaded = |variables: &[(&str, &str)]| load("", &[&[ENDPOINT], variables].concat());
    for off in [("OTEL_SDK_DISABLED", "True"), ("OTEL_TRACES_EXPORTER", "none")] {
        let loaded = loaded(&[off]).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(loaded.config.spans, None, "{off:?}");
        assert!(loaded.warnings.concat().contains(&format!("no spans are sent: {} says so", off.0)));
    }
    for on in [
        ("OTEL_SDK_DISABLED", "false"),
        ("OTEL_TRACES_EXPORTER", "console, otlp"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_TRACES_SAMPLER", "parentbased_always_off"),
    ] {
        let loaded = loaded(&[on]).unwrap_or_else(|faults| panic!("{faults}"));
        assert!(loaded.config.spans.is_some() && loaded.warnings.is_empty(), "{on:?}");
    }
    let grpc = ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    let refused = loaded(&[grpc]).err().expect("a fault").to_string();
    assert!(refused.contains("OTEL_EXPORTER_OTLP_PROTOCOL asks for another protocol"), "{refused}");
    let own = ("ALLONYM_TELEMETRY_ENDPOINT", "http://collector.example:4318");
    assert!(loaded(&[grpc, own]).is_ok(), "an address of our own is one for our protocol");
    for (sampler, argument) in [("xray", "0.5"), ("traceidratio", "much"), ("traceidratio", "2")] {
        let wrong = [("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument)];
        let warnings = loaded(&wrong).unwrap_or_else(|faults| panic!("{faults}")).warnings;
        assert!(warnings.concat().contains("all exchanges are told"), "{warnings:?}");
    }
}
