//! The words of the forms.

use ikd_proof::form::{Definition, Texts};

use super::{form, forms};

/// Every text of a form.
fn texts_of(form: &Definition) -> Vec<&Texts> {
    let fields = form.fields().flat_map(|field| {
        let options = field.options.iter().map(|option| &option.label);
        [&field.label].into_iter().chain(&field.hint).chain(options)
    });
    let sections =
        form.sections.iter().flat_map(|section| [&section.title].into_iter().chain(&section.intro));
    let papers = form.attachments.iter();
    let papers = papers.flat_map(|paper| [&paper.label, &paper.question].into_iter().chain(&paper.hint));
    let checks = form.checks.iter().map(|check| &check.text);
    let promise = form.promise.iter().map(|promise| &promise.text);
    let heads = [&form.title, &form.intro, &form.statement].into_iter().chain(&form.needs);
    fields.chain(sections).chain(papers).chain(checks).chain(promise).chain(heads).collect()
}

#[test]
fn the_death_form_has_no_cheerful_word() {
    let form = form("kematian");
    let cheerful = ["selamat", "terima kasih", "senang", "sukses", "happy", "thank", "great", "!", "success"];
    for texts in texts_of(&form) {
        let both = format!("{} {}", texts.id, texts.en).to_lowercase();
        assert!(!cheerful.iter().any(|word| both.contains(word)), "{both}");
    }
}

#[test]
fn every_text_of_every_form_is_written_in_two_languages() {
    // The same in both languages.
    let alike = [
        "NIK", "RT", "RW", "A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-", "Hindu",
        "Islam",
    ];
    for form in forms() {
        for texts in texts_of(&form) {
            assert!(texts.id != texts.en || alike.contains(&texts.id.as_str()), "{texts:?}");
        }
    }
}
