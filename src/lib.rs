//! Allonym: a transparent reverse proxy that keeps personal data out of LLM providers. This page is its architecture.
//!
//! A client swaps its base URL. Every request body is pseudonymized before it leaves, every answer is restored on its way
//! back, streams event by event.
//!
//! ```text
//! client ──► server ──► proxy::handle ─────────────────────────────────────────────► upstream ──► provider
//!                         tenant · provider::route · wire::body · session · scan · pseudonymize · seal
//! client ◄── server ◄── proxy::answer ◄────────────────────────────────────────────────────────── provider
//!                         restore::json, restore::stream · vault
//! ```
//!
//! # Promises
//!
//! | # | promise | held by |
//! |---|---|---|
//! | P1 | Nothing detected leaves, in plain, JSON-escaped, percent-encoded or base64 form. | [`pseudonymize::seal`]: [`upstream::Upstream::send`] takes only [`pseudonymize::Pseudonymized`] |
//! | P2 | Fail closed: what cannot be read is refused, nothing is half sent. | [`error`], [`provider::endpoint`] |
//! | P3 | restore(pseudonymize(x)) = x, byte for byte. | [`pseudonym::Mapping`]: a name per exact spelling |
//! | P4 | Any chunking of a stream gives the same text; only proper prefixes of live pseudonyms (a number's with its quotes) are held. | [`restore::text`] |
//! | P5 | Untouched bytes stay untouched. | [`wire::json`] edits spans of the original |
//! | P6 | A conversation that grows at its end keeps its pseudonyms. | numbers by detection, letters by position, both in [canonical order](provider::Rank); what was sent stays (`pseudonymize/conversation/late.rs`) |
//! | P7 | A pseudonym is restored from its own exchange's mapping only, inside its tenant. | [`pseudonym::Restorable`], [`vault::TenantVault`] |
//! | P8 | No personal value in logs, errors, metrics, panics. | [`sensitive::Sensitive`], [`audit`], [`telemetry`] |
//!
//! # An exchange's life
//!
//! [`proxy::Proxy::handle`] is the page to read first. Its steps, in order: keys and limits ([`tenant`]), the path
//! ([`provider::endpoint`]), the body ([`wire::body`], [`wire::encoding`]), the provider ([`provider::route`]), the mapping to begin
//! with ([`session`]), what the network has to read ([`scan`], [`neural`]), surfaces → detections → pseudonyms → splice ([`pseudonymize`]), the seal, the network ([`upstream`]),
//! the answer ([`restore`]).
//!
//! # Where to change what
//!
//! | to change | go to |
//! |---|---|
//! | what counts as personal data | `detectors/rules/`: two files per detector, no list to edit |
//! | which field of a body is text, protocol, a blob | `provider/items.rs` and a file per provider |
//! | what a tool's schema tells of its arguments | `provider/tools.rs`; read along with an answer in `restore/text/leading.rs` |
//! | which tools are shells, and how a shell quotes | `provider/tools/shells.rs`, `wire/shell.rs` |
//! | a path, or who gets a request | `provider/endpoint.rs`, `provider/route.rs` |
//! | how a model may spell a pseudonym | `pseudonym/grammar.rs` |
//! | how a stream of a dialect is read | `restore/events/` |
//! | a header that may pass | `wire/headers/lists.rs` |
//! | how names are found by the network | `neural.rs`; when it is asked, and what is remembered: `scan.rs` |
//! | the network's model | `model/files.rs` |
//! | what a reload may change, and what waits for a restart | `app/reload.rs` |
//! | how much is taken on at once | `overload.rs` |
//! | what is remembered of a conversation, and for how long | `pseudonymize/prefix.rs`, `pseudonymize/conversation.rs` |
//! | what is counted | `metrics.rs`, and `deploy/grafana`, which a test holds to it |
//! | what a span tells | `spans/exchange.rs` |
//! | a setting | `config.rs`, and `deploy/allonym.example.toml`, which a test holds to it |
//! | an error's text or status | `error.rs` |
//!
//! # Who may import whom
//!
//! The detectors are a crate of their own that knows nothing of HTTP. In this crate: `provider` knows shapes and never
//! detects; `pseudonymize` never sends; `upstream` never looks into a body; `restore` never sees detectors; `audit` sees counts
//! only; only `app`, `cli` and `main` know `config`. `tests/architecture.rs` holds the table.
//!
//! # Where the code departs from the first design, and why
//!
//! * **The body is read whole before it is lexed**, instead of lexing while it arrives. Lexing runs at gigabytes a second, so
//!   there is next to nothing to win, and a request that is cut off is never looked at.
//! * **Two steps of scanning.** What only the network can find is read ahead, in one wait, before the request is scanned;
//!   the scan itself never waits ([`scan`]). Results are remembered per tenant under a keyed hash, not across tenants: the
//!   time of an answer would tell one what another has sent.
//! * **A conversation goes on from what its last turn has left** (`pseudonymize/prefix.rs`), as an exchange goes on from a stored
//!   session: tools, system text and the turns that are known by their hash are neither lexed into strings nor searched again.
//!   A value that a new turn teaches of an old one is seen by the seal's own check, and then everything is made anew, so what
//!   goes out is the same with and without.
//! * **What was sent stays sent.** The sweep and P6 contradict each other where a new turn tells of a word in an old one: to
//!   replace it there changes bytes that the provider has in its cache, and hides what it has read. An hour with an agent did so
//!   in every seventh request, for a first name, a town, a file's mode. So a single word or short number stays in what is known to
//!   have been sent to this very provider (`pseudonymize/conversation/late.rs`); whole names and whatever opens or identifies are
//!   replaced there, as is everything in a conversation that is not remembered. `prefix_cache.late_values` has it otherwise.
//! * **A large body is not scanned in slices.** From 32 KiB on it is worked on beside everything else: the other tasks of the
//!   thread move to another one first ([`overload::aside`]), and as many bodies are worked on at once as there are cores.
//!   Slices would have to end where no value, cue or name does. How long one scan may take is bounded by the size of a body
//!   alone; what it holds up is other large bodies, and they are refused in time ([`overload::Overload::turn`]).
//! * **Word pieces are made here** (`neural/wordpiece.rs`), not by the `tokenizers` crate, which brings seventy others for
//!   what is two hundred lines; a test holds both to the same numbers.
//! * **One window at a time.** Several in one run of the network take as long as one after the other, and more memory.
//! * **8 bits, not 4.** The network's weights are brought to 8 bits when the model is installed (`model/eight_bit.rs`): larger,
//!   but more than twice as fast.
//! * **Letters follow position, numbers follow detection.** Both in canonical order; letters by detection alone would change
//!   in a later turn when a swept spelling is detected there.
//! * **Literals.** Text written exactly like a pseudonym is always replaced. Text that restoring would merely tolerate as one
//!   (`PERSON_1`, `<person 1>`) is replaced only if that name is alive where it stands: otherwise `DATE_1` in everybody's SQL
//!   would be. A name that is not alive there is withheld from every later value, so the text never becomes one. So are the
//!   names in reasoning that a signature seals: whoever drops the turns before it leaves them without a meaning, not with another.
//! * **Enum values, constants and stop sequences are text.** Who is named nowhere else would leave in them (`assignee`: one
//!   of the staff). The model is held to the pseudonym and answers with it, and the client gets its own value back.
//! * **One value may have a second spelling inside JSON.** `M\u00fcller` in a tool's JSON output is the person Müller: the model
//!   sees one pseudonym, a tool call gets `Müller`, and an echo of the JSON gets its own escapes back.
//! * **A number of JSON is a spelling of its own.** It leaves in quotes, since a pseudonym is no number. Where its pseudonym is all
//!   that a string says and that string is a value, the quotes go with it ([`restore::text`]); what is held back of a stream is
//!   then a proper prefix of quote, live pseudonym and quote. So that a call leaves as it came, a number in a document amid prose
//!   gets quotes too, and one of at least four digits is replaced under any key once it was under one that told whose it is.
//! * **A line of JSON is JSON.** An edit and a patch quote lines of a document that no bracket begins. A key with its colon begins one
//!   as well, in both directions: numbers and escapes come back as they stood in the file, and the edit leaves as it was made.
//! * **A tool is called with what its schema wants.** Who is asked for a number in prose gives digits, and the tool wants an integer.
//!   So the request's definitions of tools are read for one thing ([`provider::tools`]): under which names numbers stand, and under
//!   which text. By name, not by path: that is what a stream tells at every byte. It is kept with the beginning of the conversation.
//! * **A shell gets values quoted.** Who sees a pseudonym cannot quote what it stands for. So the command of a tool that is known for a
//!   shell ([`provider::tools`]) is read as the shell reads it ([`wire::shell`]), in both directions: restoring quotes for where a value
//!   stands, pseudonymizing knows a value that is quoted so, and the command leaves as the model wrote it. By the tool's name, not by what looks
//!   like a command: in prose a value reads as it reads.
//! * **Lost mappings.** When `previous_response_id` names something whose mapping is gone, new values get keyed numbers, which
//!   cannot be mistaken for the lost ones. Old pseudonyms stay visible; a wrong value is never shown.
//! * **Sealed summaries have a mapping.** A client that sends a provider's `compaction` in place of the turns it sums up would begin
//!   at 1 again, and a pseudonym in the summary would become whoever is named next. The mapping rests under a hash of what seals
//!   the summary; a summary that is not known is a lost mapping.
//! * **Sealed reasoning has one, too**, but it counts only where the rest of the conversation comes to another: mostly a client sends
//!   every turn, and then nothing is needed but the turns. Where it has dropped or summed up some, or says something else before them,
//!   the exchange begins with what stood for what when the reasoning was sealed. Reasoning that is not known (the process was
//!   started anew) is taken to come with all of its turns. The same goes for containers, in which programs leave files.
//! * **Mappings in memory are not sealed.** Sealing protects what rests outside the process; nothing does yet.
//! * **Two request ids.** The client's own `X-Request-ID` is echoed. Without one, the provider's stays, because it is the one
//!   that the provider's support asks for; ours is always there as `x-allonym-request-id` and in every log line.

pub mod admin;
pub mod api;
pub mod app;
pub mod audit;
pub mod base_url;
pub mod byte_class;
pub mod cli;
pub mod config;
pub mod descriptors;
pub mod error;
pub mod eval;
pub mod file_fault;
pub mod metrics;
pub mod model;
pub mod neural;
pub mod offsets;
pub mod overload;
pub mod pem;
pub mod policy;
pub mod provider;
pub mod proxy;
pub mod pseudonym;
pub mod pseudonymize;
pub mod request_id;
pub mod respond;
pub mod restore;
pub mod rule_folder;
pub mod sandbox;
pub mod scan;
pub mod secret_file;
pub mod secret_hash;
pub mod seldom;
pub mod sensitive;
pub mod server;
pub mod session;
pub mod spans;
pub mod telemetry;
pub mod tenant;
pub mod trace_parent;
pub mod upstream;
pub mod vault;
pub mod wire;
