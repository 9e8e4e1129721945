//! The plain engine: every pattern at every place where a match may begin, every cue at every place. Slow, and right
//! by its looks: what the fast engine finds is compared with it, and explanations come from it.

use super::Engine;
use crate::context::cues::CueHit;
use crate::verify::{Scene, Trace};
#[cfg(test)]
use crate::{detection::Candidate, settings::Settings, verify::Past};

/// An engine, asked plainly.
pub(super) struct Reference<'a> {
    engine: &'a Engine,
}

impl<'a> Reference<'a> {
    pub(super) fn new(engine: &'a Engine) -> Self {
        Self { engine }
    }

    /// Every cue of the text, sorted by start.
    pub(super) fn cues(&self, text: &str) -> Vec<CueHit> {
        let mut cues = self.engine.cues.everywhere(text);
        self.engine.cues.find_foreign(text, 0, text.len(), &mut cues);
        cues.sort_unstable();
        cues.dedup();
        cues
    }

    /// What became of every match of the text.
    pub(super) fn trace(&self, scene: Scene<'_>, cues: &[CueHit]) -> Vec<Trace> {
        let places = (0..scene.text.len()).filter(|&at| begins_run(scene.text.as_bytes(), at));
        places.flat_map(|at| self.trace_at(scene, at, cues)).collect()
    }

    fn trace_at(&self, scene: Scene<'_>, at: usize, cues: &[CueHit]) -> Vec<Trace> {
        let traces = self.engine.verifiers.iter().filter_map(|verifier| {
            verifier.trace(&self.engine.judges[verifier.rule as usize], scene, at, cues)
        });
        traces.collect()
    }

    /// Every candidate of the text, in order of rule.
    #[cfg(test)]
    pub(super) fn find(&self, text: &str, settings: &Settings) -> Vec<Candidate> {
        let cues = self.cues(text);
        let scene = Scene::new(text, settings);
        let mut pasts: Vec<Past> = self.engine.verifiers.iter().map(|_| Past::default()).collect();
        let places = (0..text.len()).filter(|&at| begins_run(text.as_bytes(), at));
        places.flat_map(|at| self.find_at(scene, at, &mut pasts, &cues)).collect()
    }

    #[cfg(test)]
    fn find_at(
        &self,
        scene: Scene<'_>,
        at: usize,
        pasts: &mut [Past],
        mut cues: &[CueHit],
    ) -> Vec<Candidate> {
        let found = self.engine.verifiers.iter().zip(pasts).filter_map(|(verifier, past)| {
            verifier.confirm(&self.engine.judges[verifier.rule as usize], scene, at, || past, &mut cues)
        });
        found.collect()
    }
}

/// Whether a match may begin here at all: not inside a run of ASCII letters and digits.
fn begins_run(bytes: &[u8], at: usize) -> bool {
    !(bytes[at].is_ascii_alphanumeric() && at > 0 && bytes[at - 1].is_ascii_alphanumeric())
}
