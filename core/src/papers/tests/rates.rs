//! How often the advice is right, on rendered papers. `docs/papers.md` has the figures of the ignored test.
#![allow(clippy::print_stdout, reason = "shows the figures with --nocapture")]

use super::scene::{TABLES, Table, Trouble, shot};
use crate::papers::{PaperAdvice, advice};

/// The first seed. Other ones than those with which the thresholds were chosen.
const SEED: u64 = 20_000;

/// For each advice, the share of papers on these tables that get it.
fn rates(trouble: Trouble, tables: &[Table], count: u64) -> impl Fn(PaperAdvice) -> f32 + use<> {
    let given: Vec<Vec<PaperAdvice>> = (0..count)
        .map(|seed| advice::of(&shot(SEED + seed, tables[seed as usize % tables.len()], trouble)))
        .collect();
    move |advice| given.iter().filter(|given| given.contains(&advice)).count() as f32 / count as f32
}

/// The trouble gets its advice, and no other one but `also`.
fn only(trouble: Trouble, tables: &[Table], expected: PaperAdvice, also: &[PaperAdvice]) {
    let rate = rates(trouble, tables, 6);
    for advice in PaperAdvice::ALL {
        if advice == expected {
            assert!(rate(advice) > 0.8, "{trouble:?}: {advice:?} for {}", rate(advice));
        } else if !also.contains(&advice) {
            assert_eq!(rate(advice), 0.0, "{trouble:?}: {advice:?}");
        }
    }
}

#[test]
fn a_sharp_paper_gets_no_advice() {
    for trouble in [Trouble::None, Trouble::Creased, Trouble::Blur(0.8)] {
        let rate = rates(trouble, &TABLES, 6);
        PaperAdvice::ALL.iter().for_each(|advice| assert_eq!(rate(*advice), 0.0, "{trouble:?}: {advice:?}"));
    }
}

#[test]
fn lost_focus_is_blurry() {
    only(Trouble::Blur(2.5), &TABLES, PaperAdvice::Blurry, &[]);
}

#[test]
fn a_movement_is_blurry_in_any_direction() {
    only(Trouble::Motion(20.0), &TABLES, PaperAdvice::Blurry, &[]);
}

#[test]
fn a_reflection_is_glare() {
    only(Trouble::Glare(0.08), &TABLES, PaperAdvice::Glare, &[]);
}

#[test]
fn little_light_is_too_dark() {
    only(Trouble::Dark(60.0), &TABLES, PaperAdvice::TooDark, &[]);
}

#[test]
fn a_paper_beyond_the_edge_is_cut_off_on_a_table_darker_than_paper() {
    let tables = [Table::Dark, Table::Wood, Table::Cloth];
    only(Trouble::CutOff(0.12, 1), &tables, PaperAdvice::CutOff, &[]);
}

/// Prints the table of `docs/papers.md` and checks what it promises. Takes some minutes.
#[test]
#[ignore = "measures a thousand papers; run by hand when a threshold or the measurement changes"]
fn the_figures_of_the_documentation() {
    use PaperAdvice::{Blurry, CutOff, Glare, TooDark};
    let dark: &[Table] = &[Table::Dark, Table::Wood, Table::Cloth];
    let white: &[Table] = &[Table::White];
    let cases: [(Trouble, &[Table], Option<PaperAdvice>); 20] = [
        (Trouble::None, dark, None),
        (Trouble::None, white, None),
        (Trouble::Creased, &TABLES, None),
        (Trouble::Blur(0.5), &TABLES, None),
        (Trouble::Blur(1.0), &TABLES, None),
        (Trouble::Blur(1.5), &TABLES, None),
        (Trouble::Blur(2.0), &TABLES, None),
        (Trouble::Blur(2.5), &TABLES, Some(Blurry)),
        (Trouble::Blur(4.0), &TABLES, Some(Blurry)),
        (Trouble::Motion(6.0), &TABLES, None),
        (Trouble::Motion(12.0), &TABLES, None),
        (Trouble::Motion(20.0), &TABLES, Some(Blurry)),
        (Trouble::Glare(0.05), &TABLES, Some(Glare)),
        (Trouble::Glare(0.1), &TABLES, Some(Glare)),
        (Trouble::Dark(110.0), &TABLES, None),
        (Trouble::Dark(60.0), &TABLES, Some(TooDark)),
        (Trouble::CutOff(0.08, 1), dark, Some(CutOff)),
        (Trouble::CutOff(0.15, 1), dark, Some(CutOff)),
        (Trouble::CutOff(0.1, 2), dark, Some(CutOff)),
        (Trouble::CutOff(0.1, 1), white, None),
    ];
    let count = 48;
    for (trouble, tables, expected) in cases {
        let rate = rates(trouble, tables, count);
        let shown = PaperAdvice::ALL.map(|advice| format!("{} {:.0} %", advice.code(), rate(advice) * 100.0));
        println!("{trouble:?} on {tables:?}: {}", shown.join(", "));
        if let Some(expected) = expected {
            assert!(rate(expected) >= 0.95, "{trouble:?}: {expected:?} for {}", rate(expected));
        }
        // What is in between may be called blurry or not.
        for advice in PaperAdvice::ALL.into_iter().filter(|advice| Some(*advice) != expected) {
            let between = matches!(trouble, Trouble::Blur(1.2..) | Trouble::Motion(_) | Trouble::CutOff(..));
            assert!(between || rate(advice) <= 0.05, "{trouble:?}: {advice:?} for {}", rate(advice));
        }
    }
}
