//! The bodies and streams that everything here is measured with, made from fixed seeds: the same bytes in every run.
//!
//! Owns: `chat2k`, `rag20k`, `agent800k`, the two streams, and the values planted in them (`planted`), which must never
//! reach an upstream. Never: measures. All people, addresses and accounts are invented (reserved domains, a telephone
//! range kept for fiction, account numbers that are only arithmetic).

#![allow(dead_code, reason = "each bench takes what it needs")]

/// A request body.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    /// The path that a client of this dialect asks for.
    pub(crate) path: &'static str,
    pub(crate) json: String,
    /// Values that a detector must find in it.
    pub(crate) planted: Vec<String>,
}

/// Events of the streams that are measured.
pub(crate) const DELTAS: usize = 2_000;

/// The three bodies, smallest first.
pub(crate) fn bodies() -> [Workload; 3] {
    [chat2k(), rag20k(), agent800k()]
}

/// One short exchange of an assistant: 3 values in 2 KB.
pub(crate) fn chat2k() -> Workload {
    chat("chat2k", 1, 2_000, 3, "")
}

/// As [`chat2k`], but the answer is to be a stream: `kind` is what the model is called, which tells the mock.
pub(crate) fn stream2k(kind: &str) -> Workload {
    let mut workload = chat2k();
    workload.json =
        workload.json.replacen("\"model\":\"bench\"", &format!("\"model\":\"{kind}\",\"stream\":true"), 1);
    workload
}

/// As [`agent800k`], but the answer is to be a stream that does not end.
pub(crate) fn held800k() -> Workload {
    let mut workload = agent800k();
    workload.json = workload.json.replacen("\"model\":\"bench\"", "\"model\":\"hold\",\"stream\":true", 1);
    workload
}

/// A question over retrieved English and German passages: 17 values in 20 KB.
pub(crate) fn rag20k() -> Workload {
    chat("rag20k", 2, 20_000, 17, "\\n\\n---\\n\\n")
}

fn chat(name: &'static str, seed: u64, size: usize, values: usize, between: &str) -> Workload {
    let mut seeded = Seeded(seed);
    let mut planted = Vec::new();
    let mut text = String::new();
    while text.len() < size - 260 {
        let due = (text.len() + 400) * values / size;
        text += &seeded.sentence();
        if planted.len() < due.min(values) {
            text += &seeded.personal(&mut planted);
        }
        if !between.is_empty() && seeded.below(6) == 0 {
            text += between;
        }
    }
    let json = format!(
        r#"{{"model":"bench","messages":[{{"role":"system","content":"You are a careful assistant. Answer from the passages only."}},{{"role":"user","content":"{text}"}}],"temperature":0.2,"max_tokens":1024}}"#
    );
    Workload { name, path: "/v1/chat/completions", json, planted }
}

/// The 95th turn of a coding agent: 76 KB of system prompt and tools, then tool calls and their results; 163 values.
pub(crate) fn agent800k() -> Workload {
    let mut seeded = Seeded(3);
    let mut planted = Vec::new();
    let mut json = String::from(r#"{"model":"bench","max_tokens":32000,"system":[{"type":"text","text":""#);
    while json.len() < 30_000 {
        json += &seeded.sentence();
    }
    json += r#""}],"tools":["#;
    for tool in 0..40 {
        let described: String = (0..12).map(|_| seeded.sentence()).collect();
        json += &format!(
            r#"{{"name":"tool_{tool}","description":"{described}","input_schema":{{"type":"object","properties":{{"path":{{"type":"string","description":"{}"}}}},"required":["path"]}}}},"#,
            seeded.sentence()
        );
    }
    json.pop();
    json += r#"],"messages":[{"role":"user","content":"Please repair the build."},"#;
    for turn in 0..95_usize {
        json += &seeded.turn(turn, &mut planted);
    }
    json.pop();
    json += "]}";
    Workload { name: "agent800k", path: "/v1/messages", json, planted }
}

/// The deltas of a stream's answer: plain text, or with three of four touched by a pseudonym that is split.
pub(crate) fn deltas(split: bool) -> Vec<String> {
    let mut seeded = Seeded(4);
    let delta = |at: usize| match (split, at % 4) {
        (true, 0) => " <<EM".to_owned(),
        (true, 1) => "AIL_".to_owned(),
        (true, 2) => "1>>".to_owned(),
        _ => format!(" {}", seeded.word()),
    };
    (0..DELTAS).map(delta).collect()
}

/// The events of a stream of chat completions that says `deltas`.
pub(crate) fn events(deltas: &[String]) -> Vec<String> {
    let event = |delta: &String| {
        format!(
            "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1763800000,\"model\":\"bench\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{delta}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    };
    deltas.iter().map(event).chain(["data: [DONE]\n\n".to_owned()]).collect()
}

/// A generator of text: linear congruential, so that no crate's next version changes the bytes.
struct Seeded(u64);

const WORDS: [&str; 48] = [
    "report",
    "meeting",
    "schedule",
    "the",
    "a",
    "of",
    "contract",
    "delivery",
    "is",
    "was",
    "before",
    "after",
    "summary",
    "project",
    "review",
    "open",
    "point",
    "next",
    "week",
    "version",
    "change",
    "order",
    "with",
    "for",
    "die",
    "der",
    "und",
    "Übergabe",
    "Prüfung",
    "Schlüssel",
    "Rechnung",
    "nicht",
    "wird",
    "nach",
    "Büro",
    "Lieferung",
    "zwischen",
    "Termin",
    "über",
    "Anfrage",
    "Angebot",
    "möglich",
    "später",
    "Frist",
    "Vertrag",
    "Seite",
    "mit",
    "für",
];

const CODE: [&str; 8] = [
    "    let total = items.iter().map(|item| item.price).sum::<u64>();\\n",
    "        return {\\\"status\\\": 200, \\\"items\\\": []}\\n",
    "}\\n\\n",
    "    if err != nil {\\n        return nil, fmt.Errorf(\\\"open: %w\\\", err)\\n    }\\n",
    "drwxr-xr-x  5 root root 4096 Nov 22 19:35 src\\n",
    "-rw-r--r--  1 root root 16367 Nov 22 19:35 Cargo.toml\\n",
    "test wire::json::tests::numbers ... ok\\n",
    "use std::collections::HashMap; // version 1.12.3, see 0x7f3a\\n",
];

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn sentence(&mut self) -> String {
        let length = 8 + self.below(8);
        let words: Vec<&str> = (0..length).map(|_| self.word()).collect();
        format!("{}. ", words.join(" "))
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// A sentence with a new value in it.
    fn personal(&mut self, planted: &mut Vec<String>) -> String {
        let number = planted.len() + 1;
        let (before, value) = match planted.len() % 4 {
            0 => {
                ("Please write to", format!("{}.{}{number}@example.com", pick(self, FIRST), pick(self, LAST)))
            }
            1 => ("Telefon:", format!("+49 30 23125 {}", self.digits(3))),
            2 => ("IBAN:", self.iban()),
            _ => ("Card number:", self.card()),
        };
        planted.push(value.clone());
        format!("{before} {value} today. ")
    }

    /// ISO 13616, with the check digits that belong to an invented account.
    fn iban(&mut self) -> String {
        let account = self.digits(18);
        let remainder =
            format!("{account}131400").bytes().fold(0_u32, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97);
        format!("DE{:02}{account}", 98 - remainder)
    }

    /// Sixteen digits with the check digit of ISO/IEC 7812.
    fn card(&mut self) -> String {
        let body = format!("4{}", self.digits(14));
        let sum: u32 = body.bytes().rev().enumerate().map(|(at, b)| luhn(at, u32::from(b - b'0'))).sum();
        format!("{body}{}", (10 - sum % 10) % 10)
    }

    /// A tool call and its result, 7.6 KB on average.
    fn turn(&mut self, turn: usize, planted: &mut Vec<String>) -> String {
        let mut text = String::new();
        let lines = 90 + self.below(100);
        for line in 0..lines {
            if line % 3 == 0 {
                text += &self.sentence();
            } else {
                text += CODE[self.below(CODE.len())];
            }
            if line % 40 == 20 && planted.len() < 163 && planted.len() < (turn + 1) * 163 / 94 {
                text += &self.personal(planted);
            }
        }
        format!(
            r#"{{"role":"assistant","content":[{{"type":"text","text":"I look at the next file."}},{{"type":"tool_use","id":"toolu_{turn}","name":"tool_3","input":{{"path":"/src/part_{turn}.rs","limit":{lines}}}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_{turn}","content":"{text}"}}]}},"#
        )
    }
}

const FIRST: &[&str] = &["anna", "jonas", "marie", "paul", "lena", "felix"];
const LAST: &[&str] = &["mueller", "roe", "schmidt", "doe", "weber", "muster"];

fn pick(seeded: &mut Seeded, names: &'static [&'static str]) -> &'static str {
    names[seeded.below(names.len())]
}

fn luhn(at: usize, digit: u32) -> u32 {
    match (at % 2, digit * 2) {
        (0, doubled) => doubled / 10 + doubled % 10,
        _ => digit,
    }
}
