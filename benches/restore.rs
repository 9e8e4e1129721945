//! Speed of restoring, in ns an event of a stream and in MB/s of a whole answer.
//!
//! `cargo bench --bench restore`. The best of many short rounds is told: a shared machine only ever slows things down.

#![expect(clippy::print_stdout, reason = "a program, and its output is its purpose")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use allonym::provider::Endpoint;
use allonym::pseudonym::grammar::Grammar;
use allonym::pseudonym::{Mapping, Numbering, Restorable, Template};
use allonym::restore::stream::{End, StreamRestorer};
use allonym::restore::{Pseudonyms, json};
use allonym_detectors::Entity;
use bytes::Bytes;

const EVENTS: usize = 2000;

fn main() {
    let live = pseudonyms(20);
    let many = pseudonyms(20_000);
    for (name, endpoint, write) in [
        ("chat", Endpoint::ChatCompletions, chat as fn(&str) -> String),
        ("messages", Endpoint::Messages, messages),
        ("responses", Endpoint::Responses, responses),
    ] {
        println!("{name}: events of {} bytes", write(" word").len());
        for (what, pieces, live) in [
            ("nothing alive", &[" word", " and", " more"][..], &pseudonyms(0)),
            ("plain", &[" word", " and", " more"], &live),
            ("plain, escapes", &["\\n\\n", " \\\"so", "’s"], &live),
            ("split over two of three", &[" <<PERS", "ON_7>>", " more"], &live),
            ("the same, 20,000 alive", &[" <<PERS", "ON_7>>", " more"], &many),
        ] {
            let stream: String = (0..EVENTS).map(|at| write(pieces[at % pieces.len()])).collect();
            let stream = Bytes::from(stream);
            for chunk in [write(" word").len(), 16_384] {
                let best = best(|| restore(endpoint, live, &stream, chunk));
                let each = best.as_nanos() as f64 / EVENTS as f64;
                println!("  {what:<26} chunks of {chunk:<6}{each:>8.0} ns an event");
            }
        }
    }
    let text = "The quick brown fox met <<PERSON_7>> and \\\"others\\\" at the river.\\n".repeat(3000);
    let body =
        Bytes::from(format!("{{\"choices\":[{{\"index\":0,\"message\":{{\"content\":\"{text}\"}}}}]}}"));
    let best = best(|| json::answer(body.clone(), Endpoint::ChatCompletions, &live).body.len());
    println!(
        "whole answer of {} bytes: {:.0} MB/s",
        body.len(),
        body.len() as f64 / best.as_secs_f64() / 1e6
    );
}

fn pseudonyms(count: usize) -> Arc<Pseudonyms> {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for number in 1..=count {
        mapping.insert(&Entity::Person, &format!("PERSON_{number}"), &format!("Anna Example {number}"), &[]);
    }
    Arc::new(Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping)))
}

fn chat(text: &str) -> String {
    format!(
        "data: {{\"id\":\"chatcmpl-CBxPqnA5g2F5tLrgvLBHxJqnR1FQe\",\"object\":\"chat.completion.chunk\",\"created\":1747148050,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0392822090\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"logprobs\":null,\"finish_reason\":null}}],\"usage\":null}}\n\n"
    )
}

fn messages(text: &str) -> String {
    format!(
        "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}} }}\n\n"
    )
}

fn responses(text: &str) -> String {
    format!(
        "event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"sequence_number\":7,\"item_id\":\"msg_68e647f092888191843d25c5285ef895\",\"output_index\":0,\"content_index\":0,\"delta\":\"{text}\",\"logprobs\":[],\"obfuscation\":\"l5dIydTWrP8SP\"}}\n\n"
    )
}

fn restore(endpoint: Endpoint, live: &Arc<Pseudonyms>, stream: &Bytes, chunk: usize) -> usize {
    let mut restorer = StreamRestorer::new(endpoint, Arc::clone(live));
    let (mut out, mut bytes) = (Vec::new(), 0);
    for at in (0..stream.len()).step_by(chunk) {
        let chunk = stream.slice(at..stream.len().min(at + chunk));
        if restorer.push(chunk, &mut out).is_err() {
            return 0;
        }
        bytes += out.drain(..).map(|bytes: Bytes| bytes.len()).sum::<usize>();
    }
    restorer.finish(End::Clean, &mut out);
    bytes + out.iter().map(Bytes::len).sum::<usize>()
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..100 {
        let start = Instant::now();
        black_box(work());
        best = best.min(start.elapsed());
    }
    best
}
