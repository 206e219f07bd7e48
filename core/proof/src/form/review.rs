//! The checks that every form has: values fit their fields, and what is required is there.

use std::collections::BTreeSet;

use super::{Answers, AttachmentCount, Definition, Facts, Problem, Texts};

impl Definition {
    /// What is wrong with the answers and papers, in the order of the form. Empty if all is well. A form with a problem
    /// of severity [`Error`](super::Severity::Error) cannot be sent.
    ///
    /// Only visible fields are checked. The service calls this with the facts of its record.
    pub fn check(&self, answers: &Answers, papers: &[AttachmentCount], facts: &Facts) -> Vec<Problem> {
        let shown = self.visible_answers(answers);
        let visible = self.visible(answers);
        let mut problems = self.check_fields(answers, &shown, &visible);
        problems.extend(self.checks.iter().filter_map(|check| check.problem(&shown, &visible, facts)));
        problems.extend(self.check_papers(&shown, papers));
        problems
    }

    fn check_fields(&self, answers: &Answers, shown: &Answers, visible: &BTreeSet<&str>) -> Vec<Problem> {
        let fields = self.fields().filter(|field| visible.contains(field.key.as_str()));
        let of_fields = fields.filter_map(|field| match shown.get(&field.key) {
            None if field.required && field.compute.is_none() => {
                Some(Problem::at_field(&field.key, "required", required()))
            }
            None => None,
            Some(value) if value.kind() != field.kind => Some(Problem::at_field(
                &field.key,
                "type",
                Texts::new("Isian ini tidak sesuai. Isi lagi.", "This value does not fit. Fill it in again."),
            )),
            Some(value) => {
                let error = field.accepts(value).err()?;
                Some(Problem::at_field(&field.key, error.code(), error.texts()))
            }
        });
        let unknown = answers.iter().filter(|(key, _)| self.field(key).is_none()).map(|(key, _)| {
            let text = Texts::new("Formulir ini tidak memiliki isian ini.", "This form has no such field.");
            Problem::at_field(key, "unknown-field", text)
        });
        of_fields.chain(unknown).collect()
    }

    fn check_papers(&self, shown: &Answers, papers: &[AttachmentCount]) -> Vec<Problem> {
        let pages = |kind: &str| {
            let of_kind = papers.iter().filter(|paper| paper.kind == kind);
            of_kind.map(|paper| usize::from(paper.pages)).sum::<usize>()
        };
        let asked: Vec<_> =
            self.attachments.iter().filter(|attachment| attachment.when.holds(shown)).collect();
        let mut problems = Vec::new();
        for (at, attachment) in asked.iter().enumerate() {
            let kind = attachment.kind.as_str();
            if attachment.required && pages(kind) == 0 {
                let text = Texts::new("Foto dokumen ini belum ada.", "The photo of this paper is missing.");
                problems.push(Problem::at_attachment(kind, "attachment-required", text));
            }
            if pages(kind) > usize::from(attachment.pages) {
                let text = Texts::new("Foto dokumen ini terlalu banyak.", "Too many photos of this paper.");
                problems.push(Problem::at_attachment(kind, "attachment-pages", text));
            }
            let Some(group) = &attachment.group else { continue };
            let of_group = || asked.iter().filter(|other| other.group.as_ref() == Some(group));
            let first = asked.iter().position(|other| other.group.as_ref() == Some(group)) == Some(at);
            if first && of_group().all(|other| pages(&other.kind) == 0) {
                let text =
                    Texts::new("Lampirkan salah satu dari dokumen ini.", "Attach one of these papers.");
                problems.push(Problem::at_attachment(kind, "attachment-group", text));
            }
        }
        let unknown = papers.iter().filter(|paper| self.attachment(&paper.kind).is_none()).map(|paper| {
            let text = Texts::new(
                "Formulir ini tidak meminta dokumen ini.",
                "This form does not ask for this paper.",
            );
            Problem::at_attachment(&paper.kind, "unknown-attachment", text)
        });
        problems.extend(unknown);
        problems
    }
}

fn required() -> Texts {
    Texts::new("Bagian ini wajib diisi.", "This is required.")
}
