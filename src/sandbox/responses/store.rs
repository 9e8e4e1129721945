//! What the server remembers: responses under their id, conversations under theirs.
//!
//! Bounded: the oldest response goes first. A response keeps only its own items and the id of the one
//! before it, so a long chain costs no more than its parts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::unknown;
use crate::sandbox::asked::Asked;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Provider;
use crate::sandbox::shape::Shape;

/// Most responses, and most conversations, that are kept.
const KEPT: usize = 256;

/// Most bytes of requests that are remembered, all together.
const BYTES: usize = 128 << 20;

/// Most responses followed back from one to its ancestors.
const CHAIN: usize = 64;

/// A response and what is needed to tell it again.
#[derive(Clone)]
pub(super) struct Stored {
    /// The finished response object.
    pub(super) response: Value,
    /// The items of its own request.
    pub(super) input: Vec<Value>,
    pub(super) shape: Shape,
    pub(super) provider: Provider,
    /// Deltas carry `obfuscation`.
    pub(super) obfuscated: bool,
}

impl Stored {
    pub(super) fn new(asked: &Asked, response: Value, input: Vec<Value>) -> Stored {
        let obfuscated = asked.body["stream_options"]["include_obfuscation"] != false;
        Stored { response, input, shape: asked.shape.clone(), provider: asked.provider, obfuscated }
    }

    fn output(&self) -> impl Iterator<Item = Value> {
        self.response["output"].as_array().into_iter().flatten().cloned()
    }
}

/// The memory of one sandbox.
#[derive(Default)]
pub(in crate::sandbox) struct Store(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    responses: HashMap<String, Stored>,
    conversations: HashMap<String, Vec<Value>>,
    /// Ids in the order they came, of both kinds, with the size of their request in bytes.
    order: VecDeque<(String, usize)>,
}

impl Store {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The items on the server that a request continues.
    pub(super) fn history(&self, asked: &Asked) -> Result<Vec<Value>, Refusal> {
        let memory = self.memory();
        if let Some(id) = conversation(asked) {
            return Ok(memory.conversations.get(&id).cloned().unwrap_or_default());
        }
        let Some(id) = asked.body["previous_response_id"].as_str() else { return Ok(Vec::new()) };
        if !memory.responses.contains_key(id) {
            let what = format!("Previous response with id '{id}' not found.");
            return Err(Refusal::invalid(what)
                .at("previous_response_id")
                .coded("previous_response_not_found"));
        }
        Ok(memory.said_until(id))
    }

    /// Remembers a response, unless its request said not to.
    pub(super) fn keep(&self, asked: &Asked, stored: Stored) {
        let mut memory = self.memory();
        if let Some(id) = conversation(asked) {
            let said: Vec<Value> = stored.input.iter().cloned().chain(stored.output()).collect();
            memory.conversation(&id, asked.size).extend(said);
        }
        if asked.body["store"] == false && asked.body["background"] != true {
            return;
        }
        let id = stored.response["id"].as_str().unwrap_or_default().to_owned();
        memory.responses.insert(id.clone(), stored);
        memory.arrived(id, asked.size);
    }

    /// Begins a conversation.
    pub(super) fn converse(&self, asked: &Asked, id: &str, items: Vec<Value>) {
        self.memory().conversation(id, asked.size).extend(items);
    }

    pub(super) fn find(&self, id: &str) -> Result<Stored, Refusal> {
        self.memory().responses.get(id).cloned().ok_or_else(|| unknown(id))
    }

    pub(super) fn replace(&self, id: &str, response: Value) {
        if let Some(stored) = self.memory().responses.get_mut(id) {
            stored.response = response;
        }
    }

    pub(super) fn remove(&self, id: &str) -> Result<(), Refusal> {
        self.memory().responses.remove(id).map(drop).ok_or_else(|| unknown(id))
    }

    /// Everything that led to a response, oldest first.
    pub(super) fn inputs_of(&self, id: &str) -> Result<Vec<Value>, Refusal> {
        let memory = self.memory();
        let Some(own) = memory.responses.get(id) else { return Err(unknown(id)) };
        let before = own.response["previous_response_id"].as_str().map(|id| memory.said_until(id));
        Ok(before.into_iter().flatten().chain(own.input.clone()).collect())
    }
}

impl Memory {
    /// The items of a response and of those before it, oldest first.
    fn said_until(&self, id: &str) -> Vec<Value> {
        let mut chain = Vec::new();
        let mut next = Some(id);
        while let Some(stored) = next.and_then(|id| self.responses.get(id)).filter(|_| chain.len() < CHAIN) {
            chain.push(stored);
            next = stored.response["previous_response_id"].as_str();
        }
        chain
            .into_iter()
            .rev()
            .flat_map(|stored| stored.input.iter().cloned().chain(stored.output()))
            .collect()
    }

    fn conversation(&mut self, id: &str, size: usize) -> &mut Vec<Value> {
        match self.order.iter_mut().find(|(known, _)| known == id) {
            Some((_, sum)) => *sum += size,
            None => self.arrived(id.to_owned(), size),
        }
        self.conversations.entry(id.to_owned()).or_default()
    }

    fn arrived(&mut self, id: String, size: usize) {
        self.order.push_back((id, size));
        let mut bytes: usize = self.order.iter().map(|(_, size)| size).sum();
        while self.order.len() > 1 && (self.order.len() > KEPT || bytes > BYTES) {
            let Some((oldest, size)) = self.order.pop_front() else { return };
            bytes -= size;
            self.responses.remove(&oldest);
            self.conversations.remove(&oldest);
        }
    }
}

/// The conversation a request belongs to. One that was never created begins with its first use.
pub(super) fn conversation(asked: &Asked) -> Option<String> {
    let given = &asked.body["conversation"];
    given.as_str().or_else(|| given["id"].as_str()).map(str::to_owned)
}
