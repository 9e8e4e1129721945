//! [`Reader`]: the definitions of tools, and the JSON Schemas in them.
//!
//! Owns: which members of a definition hold a schema of arguments, and which keywords of it tell the type of a property: `type`,
//! unions, items of arrays, references to definitions of the same schema. Never: reads descriptions, or a schema that nobody could
//! have meant: what is nested too deep ends the reading. What a schema rules out (`not`) is nothing that it wants.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Said;
use crate::error::Reason;
use crate::wire::json::{JsonLimits, Lexer, Step, decode};

/// Definitions nest less deep than this. Reading goes as deep as they do.
const DEEPEST: usize = 128;

/// Definitions that refer to one another are followed so far.
const FOLLOWED: usize = 4;

/// What the types in a schema are said of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'t> {
    Property(Cow<'t, str>),
    Definition(Cow<'t, str>),
}

/// The types of one tool's arguments.
#[derive(Default)]
pub(super) struct Schema<'t> {
    said: BTreeMap<Subject<'t>, Said>,
    /// What refers to what.
    like: Vec<(Subject<'t>, Subject<'t>)>,
}

/// A tool and its schema.
pub(super) type Found<'t> = (Cow<'t, str>, Schema<'t>);

/// Reads the definitions of tools, and the JSON Schemas in them.
pub(super) struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    found: Vec<Found<'t>>,
}

impl<'t> Reader<'t> {
    /// Of the tool, or list of tools, that `text` begins with.
    pub(super) fn new(text: &'t str) -> Self {
        let limits = JsonLimits { depth: DEEPEST, string_bytes: text.len() };
        Self { text, lexer: Lexer::new(text.as_bytes(), limits), found: Vec::new() }
    }

    /// Every tool by its name. What cannot be read ends it; the tools before are as they are.
    pub(super) fn tools(mut self) -> Vec<Found<'t>> {
        let _ = self.step().and_then(|step| self.definitions(&step));
        self.found.iter_mut().for_each(|(_, schema)| schema.follow());
        self.found
    }

    /// Tools in a list, in one another, or one.
    fn definitions(&mut self, step: &Step) -> Result<(), Reason> {
        match step {
            Step::ArrayStart => self.elements(&mut |reader, step| reader.definitions(step)),
            Step::ObjectStart => self.definition(),
            _ => Ok(()),
        }
    }

    fn definition(&mut self) -> Result<(), Reason> {
        let (mut name, mut schema) = (None, Schema::default());
        while let Some(key) = self.key()? {
            match &*key {
                "name" => name = self.string()?,
                "parameters" | "input_schema" => self.next_schema(None, &mut schema)?,
                "function" | "tools" | "definition" => {
                    let step = self.step()?;
                    self.definitions(&step)?;
                }
                _ => drop(self.lexer.skip_value()?),
            }
        }
        self.found.extend(name.map(|name| (name, schema)));
        Ok(())
    }

    /// The schema that comes next.
    fn next_schema(&mut self, of: Option<&Subject<'t>>, schema: &mut Schema<'t>) -> Result<(), Reason> {
        let step = self.step()?;
        self.schema(&step, of, schema)
    }

    /// A schema, or a list of them, all said of one subject.
    fn schema(
        &mut self,
        step: &Step,
        of: Option<&Subject<'t>>,
        schema: &mut Schema<'t>,
    ) -> Result<(), Reason> {
        match step {
            Step::ArrayStart => self.elements(&mut |reader, step| reader.schema(step, of, schema)),
            Step::ObjectStart => {
                while let Some(key) = self.key()? {
                    self.keyword(&key, of, schema)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn keyword(
        &mut self,
        key: &str,
        of: Option<&Subject<'t>>,
        schema: &mut Schema<'t>,
    ) -> Result<(), Reason> {
        match key {
            "type" => {
                let step = self.step()?;
                self.types(&step, of, schema)
            }
            "$ref" => {
                let other = self.string()?.and_then(|reference| definition(&reference));
                schema.like.extend(of.cloned().zip(other));
                Ok(())
            }
            "items" | "prefixItems" | "anyOf" | "oneOf" | "allOf" | "then" | "else" => {
                self.next_schema(of, schema)
            }
            "additionalProperties" => self.next_schema(None, schema),
            "properties" => self.members(Subject::Property, schema),
            "$defs" | "definitions" => self.members(Subject::Definition, schema),
            _ => self.lexer.skip_value().map(drop),
        }
    }

    /// Schemas by name.
    fn members(
        &mut self,
        subject: fn(Cow<'t, str>) -> Subject<'t>,
        schema: &mut Schema<'t>,
    ) -> Result<(), Reason> {
        match self.step()? {
            Step::ObjectStart => {}
            Step::ArrayStart => return self.lexer.skip_value().map(drop),
            _ => return Ok(()),
        }
        while let Some(name) = self.key()? {
            self.next_schema(Some(&subject(name)), schema)?;
        }
        Ok(())
    }

    /// The name of a type, or a list of them.
    fn types(
        &mut self,
        step: &Step,
        of: Option<&Subject<'t>>,
        schema: &mut Schema<'t>,
    ) -> Result<(), Reason> {
        match step {
            Step::String(raw) => {
                let said = said(&decode(self.text, *raw).str);
                if let Some((of, said)) = of.zip(said) {
                    schema.said.entry(of.clone()).or_default().add(said);
                }
                Ok(())
            }
            Step::ArrayStart => self.elements(&mut |reader, step| reader.types(step, of, schema)),
            Step::ObjectStart => self.lexer.skip_value().map(drop),
            _ => Ok(()),
        }
    }

    fn elements(
        &mut self,
        each: &mut dyn FnMut(&mut Self, &Step) -> Result<(), Reason>,
    ) -> Result<(), Reason> {
        loop {
            match self.step()? {
                Step::ArrayEnd => return Ok(()),
                step => each(self, &step)?,
            }
        }
    }

    /// The name of the next member; `None` at the end of the object.
    fn key(&mut self) -> Result<Option<Cow<'t, str>>, Reason> {
        match self.step()? {
            Step::Key(raw) => Ok(Some(decode(self.text, raw).str)),
            _ => Ok(None),
        }
    }

    /// The value of a member, if it is a string.
    fn string(&mut self) -> Result<Option<Cow<'t, str>>, Reason> {
        match self.step()? {
            Step::String(raw) => Ok(Some(decode(self.text, raw).str)),
            Step::ObjectStart | Step::ArrayStart => self.lexer.skip_value().map(|_| None),
            _ => Ok(None),
        }
    }

    fn step(&mut self) -> Result<Step, Reason> {
        self.lexer.next().unwrap_or(Err(Reason::MalformedJson { offset: self.text.len() }))
    }
}

impl Schema<'_> {
    /// What is said of each property.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&str, Said)> {
        self.said.iter().filter_map(|(subject, said)| match subject {
            Subject::Property(name) => Some((&**name, *said)),
            Subject::Definition(_) => None,
        })
    }

    /// Says of what refers to a definition what is said of that.
    fn follow(&mut self) {
        for _ in 0..FOLLOWED.min(self.like.len()) {
            for (subject, other) in &self.like {
                if let Some(said) = self.said.get(other).copied() {
                    self.said.entry(subject.clone()).or_default().add(said);
                }
            }
        }
    }
}

fn said(kind: &str) -> Option<Said> {
    match kind {
        "integer" | "number" => Some(Said { number: true, text: false }),
        "string" => Some(Said { number: false, text: true }),
        _ => None,
    }
}

/// The definition that a reference within a schema leads to.
fn definition<'t>(reference: &str) -> Option<Subject<'t>> {
    let (folder, name) = reference.rsplit_once('/')?;
    let is_one = folder.ends_with("/$defs") || folder.ends_with("/definitions");
    is_one.then(|| Subject::Definition(name.to_owned().into()))
}
