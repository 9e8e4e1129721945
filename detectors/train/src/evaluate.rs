//! Measuring the tagger alone: spans of the right kind that touch, per kind.

use allonym_tagger::{Kind, Tagger};

use crate::example::{Example, Label};

/// Counts of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    hit: usize,
    missed: usize,
    right: usize,
    wrong: usize,
}

impl Count {
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    fn line(self) -> String {
        let share = |part: usize, rest: usize| part as f64 / (part + rest).max(1) as f64;
        let (precision, recall) = (share(self.right, self.wrong), share(self.hit, self.missed));
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        format!("P {precision:.3} R {recall:.3} F1 {f1:.3}")
    }
}

/// Prints a set's figures; with `show`, what was missed and what was wrong.
pub(crate) fn report(name: &str, tagger: &Tagger<'_>, examples: &[Example], show: bool) {
    let mut counts = [Count::default(); 3];
    let mut all = Count::default();
    for example in examples {
        let found = tagger.tag(&example.text);
        for (start, end, label) in &example.spans {
            let Label::Name(kind) = label else { continue };
            let hit = found.iter().any(|name| name.kind == *kind && name.start < *end && *start < name.end);
            for count in [&mut counts[*kind as usize], &mut all] {
                if hit { count.hit += 1 } else { count.missed += 1 }
            }
            if show && !hit {
                println!(
                    "  missed {kind:?} {:?} in {:?}",
                    &example.text[*start..*end],
                    around(&example.text, *start, *end)
                );
            }
        }
        for name in &found {
            let touching = || example.spans.iter().filter(|span| name.start < span.1 && span.0 < name.end);
            let right = touching().any(|span| span.2 == Label::Name(name.kind));
            if !right && touching().any(|span| span.2 == Label::Open) {
                continue;
            }
            for count in [&mut counts[name.kind as usize], &mut all] {
                if right { count.right += 1 } else { count.wrong += 1 }
            }
            if show && !right {
                let text = &example.text;
                println!(
                    "  wrong {:?} {:.2} {:?} in {:?}",
                    name.kind,
                    name.score,
                    &text[name.start..name.end],
                    around(text, name.start, name.end)
                );
            }
        }
    }
    let characters: usize = examples.iter().map(|example| example.text.chars().count()).sum();
    println!(
        "{name}: {} | {:.2} wrong per 1,000 characters",
        all.line(),
        1000.0 * all.wrong as f64 / characters.max(1) as f64
    );
    for kind in Kind::ALL {
        println!("    {kind:?} {}", counts[kind as usize].line());
    }
}

fn around(text: &str, start: usize, end: usize) -> &str {
    let from = text[..start].char_indices().rev().nth(25).map_or(0, |(at, _)| at);
    let to = text[end..].char_indices().nth(25).map_or(text.len(), |(at, _)| end + at);
    &text[from..to]
}
