//! One try to fill in a form, as a person types it.

use ikd_proof::form::{
    Answers, AttachmentCount, Definition, Facts, Problem, Severity, Value, testing::STRANGER,
};

use super::form;

/// A form with the answers and papers of one try, as typed.
pub(crate) struct Try {
    pub(crate) form: Definition,
    pub(crate) facts: Facts,
    pub(crate) answers: Answers,
    papers: Vec<AttachmentCount>,
}

impl Try {
    pub(crate) fn new(service: &str, facts: Facts) -> Self {
        let form = form(service);
        let answers = form.prefill(&facts, &Answers::new());
        Self { form, facts, answers, papers: Vec::new() }
    }

    /// Types values, each read as the field reads it.
    pub(crate) fn with(mut self, typed: &[(&str, &str)]) -> Self {
        for (key, text) in typed {
            let field = self.form.field(key).unwrap_or_else(|| panic!("no field {key}"));
            let value =
                Value::parse(field, text, &self.facts).unwrap_or_else(|error| panic!("{key}: {error}"));
            self.answers.set(key, Some(value));
            self.answers = self.form.prefill(&self.facts, &self.answers);
        }
        self
    }

    pub(crate) fn papers(mut self, kinds: &[&str]) -> Self {
        self.papers =
            kinds.iter().map(|kind| AttachmentCount { kind: (*kind).to_owned(), pages: 1 }).collect();
        self
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.form.check(&self.answers, &self.papers, &self.facts)
    }

    /// Checks of this severity that found something, with their field or attachment.
    pub(crate) fn found(&self, severity: Severity) -> Vec<(String, &'static str)> {
        let found = self.problems().into_iter().filter(|problem| problem.severity == severity);
        found.map(|p| (p.field.or(p.attachment).unwrap_or_default(), p.check)).collect()
    }

    pub(crate) fn errors(&self) -> Vec<(String, &'static str)> {
        self.found(Severity::Error)
    }

    pub(crate) fn finds(&self, severity: Severity, place: &str, check: &str) -> bool {
        self.found(severity).iter().any(|found| *found == (place.to_owned(), found.1) && found.1 == check)
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.problems().is_empty()
    }
}

pub(crate) const WITNESSES: [(&str, &str); 6] = [
    ("saksi1_nama", "SAKSI CONTOH"),
    ("saksi1_nik", STRANGER),
    ("saksi1_kewarganegaraan", "1"),
    ("saksi2_nama", "SAKSI KEDUA"),
    ("saksi2_nik", "9901020202860008"),
    ("saksi2_kewarganegaraan", "1"),
];

pub(crate) const BIRTH: [(&str, &str); 7] = [
    ("tempat_dilahirkan", "1"),
    ("tempat_kelahiran", "99.01"),
    ("pukul", "04:15"),
    ("anak_ke", "2"),
    ("penolong", "2"),
    ("berat", "3100"),
    ("panjang", "49"),
];
