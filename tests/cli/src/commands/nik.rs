//! `ikd nik`: the contents of NIKs, one line of JSON each.

use std::io::{self, BufRead as _};

use ikd_core::identity::NikReport;
use ikd_proof::CivilDate;

use crate::{
    console::answer,
    demo::today,
    failure::{Failure, OK, Outcome, all_yes},
    texts::Texts,
};

/// Exit code 0 if every number is a well-formed NIK. A number does not show whether it was issued.
pub(crate) fn run(texts: &Texts, numbers: &[String]) -> Outcome {
    let today = today().ok_or_else(|| Failure::new("clock-impossible", texts.clock_impossible))?;
    let mut valid = true;
    for number in numbers {
        if number == "-" {
            for line in io::stdin().lock().lines() {
                let line = line.map_err(|_| Failure::new("file-unreadable", texts.file_unreadable))?;
                valid &= report(&line, today)?;
            }
        } else {
            valid &= report(number, today)?;
        }
    }
    Ok(all_yes(valid))
}

fn report(number: &str, today: CivilDate) -> Result<bool, Failure> {
    let report = NikReport::of(number, today);
    let code = report.error.unwrap_or(OK);
    let mut found = serde_json::to_value(report).expect("a report has string keys");
    // `ok` and `code` contain these already.
    for name in ["valid", "error"] {
        found.as_object_mut().and_then(|found| found.remove(name));
    }
    answer(number, code, found)
}
