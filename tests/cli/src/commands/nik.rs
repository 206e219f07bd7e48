//! `ikd nik`: numbers taken apart, one line of JSON each.

use ikd_core::identity::NikReport;

use crate::{
    console::json_line,
    demo::today,
    failure::{Failure, Outcome, all_yes},
    texts::Texts,
};

/// Exit code 0 if every number is a well-formed NIK; whether it was ever issued, no number says.
pub(crate) fn run(texts: &Texts, numbers: &[String]) -> Outcome {
    let today = today().ok_or_else(|| Failure::new(texts.clock_impossible))?;
    let mut valid = true;
    for number in numbers {
        let report = NikReport::of(number, today);
        valid &= report.valid;
        json_line(&report)?;
    }
    Ok(all_yes(valid))
}
