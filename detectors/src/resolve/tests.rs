//! Overlap resolution: the stated order, and the properties that must hold for any input.

use proptest::prelude::*;

use super::*;
use crate::detection::Span;

const IDS: [&str; 4] = ["a.a", "a.b", "b.a", "b.b"];

fn standing(rule: u32) -> Standing<'static> {
    Standing { entity: rule / 2, label: "", id: IDS[rule as usize] }
}

fn candidate(start: usize, end: usize, rule: u32, score: f32) -> Candidate {
    Candidate { span: Span { start, end }, rule, score, checked: false }
}

fn kept(mut candidates: Vec<Candidate>) -> Vec<(usize, usize, u32)> {
    resolve(&mut candidates, standing);
    candidates.iter().map(|c| (c.span.start, c.span.end, c.rule)).collect()
}

#[test]
fn a_longer_span_wins_within_a_tier_only() {
    assert_eq!(kept(vec![candidate(0, 4, 0, 0.6), candidate(0, 9, 1, 0.5)]), [(0, 9, 1)]);
    assert_eq!(kept(vec![candidate(0, 4, 0, 0.9), candidate(0, 9, 1, 0.8)]), [(0, 4, 0)]);
    assert_eq!(kept(vec![candidate(0, 4, 0, 0.5), candidate(0, 9, 1, 0.4)]), [(0, 4, 0)]);
}

#[test]
fn equal_spans_are_settled_by_score_then_entity_then_id() {
    assert_eq!(kept(vec![candidate(0, 4, 0, 0.6), candidate(0, 4, 3, 0.7)]), [(0, 4, 3)]);
    assert_eq!(kept(vec![candidate(0, 4, 2, 0.6), candidate(0, 4, 1, 0.6)]), [(0, 4, 1)]);
    assert_eq!(kept(vec![candidate(0, 4, 1, 0.6), candidate(0, 4, 0, 0.6)]), [(0, 4, 0)]);
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0_usize..40, 1_usize..12, 0_u32..4, 0_u8..20, any::<bool>()).prop_map(
        |(start, len, rule, score, checked)| Candidate {
            checked,
            ..candidate(start, start + len, rule, f32::from(score) / 20.0)
        },
    );
    proptest::collection::vec(one, 0..24)
}

proptest! {
    #[test]
    fn the_result_is_sorted_disjoint_and_maximal(candidates in any_candidates()) {
        let mut result = candidates.clone();
        resolve(&mut result, standing);
        for pair in result.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for candidate in &candidates {
            prop_assert!(result.iter().any(|kept| kept.span.overlaps(candidate.span)));
        }
    }

    #[test]
    fn the_order_of_candidates_never_matters(
        (candidates, shuffled) in any_candidates().prop_flat_map(|c| (Just(c.clone()), Just(c).prop_shuffle()))
    ) {
        prop_assert_eq!(kept(candidates), kept(shuffled));
    }
}
