//! `ikd form`: the definition of a service's form as JSON.

use std::process::ExitCode;

use ikd_proof::form::{Attachment, Check, Definition, Field, Opened, Section, Texts as FormTexts, When};
use serde_json::{Value, json};

use crate::{
    args::FormArgs,
    commands::services::forms,
    console::line,
    failure::{Failure, Outcome},
    texts::Texts,
};

/// Prints the form. Exit code 1 if there is none, or it needs a newer version of this program.
pub(crate) fn run(texts: &'static Texts, args: &FormArgs) -> Outcome {
    let failed = |key: &str, code: &str| Err(Failure::new(code, texts.catalogue().plain(key)));
    let of_service = |form: &Opened| match form {
        Opened::Ready(form) => form.service == args.service,
        Opened::NeedsUpdate { service, .. } => *service == args.service,
    };
    match forms(args.home.as_deref(), texts)?.into_iter().find(of_service) {
        Some(Opened::Ready(form)) => {
            let json = serde_json::to_string_pretty(&definition(&form));
            line(&json.expect("a JSON value serialises"))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Opened::NeedsUpdate { .. }) => failed("error_form_too_new", "form-too-new"),
        None => failed("error_service_not_found", "service-not-found"),
    }
}

/// Both languages of a text.
pub(crate) fn texts_json(text: &FormTexts) -> Value {
    json!({"id": text.id, "en": text.en})
}

fn definition(form: &Definition) -> Value {
    json!({
        "service": form.service,
        "version": form.version,
        "title": texts_json(&form.title),
        "intro": texts_json(&form.intro),
        "needs": form.needs.as_ref().map(texts_json),
        "promise": form.promise.as_ref().map(|promise| {
            json!({"hours": promise.hours, "text": texts_json(&promise.text)})
        }),
        "presence": form.presence.name(),
        "subject": form.subject,
        "quiet": form.quiet,
        "correction_days": form.correction_days,
        "sections": form.sections.iter().map(section).collect::<Vec<_>>(),
        "attachments": form.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "checks": form.checks.iter().map(check).collect::<Vec<_>>(),
        "statement": texts_json(&form.statement),
    })
}

fn section(section: &Section) -> Value {
    json!({
        "key": section.key,
        "title": texts_json(&section.title),
        "intro": section.intro.as_ref().map(texts_json),
        "when": when(&section.when),
        "fields": section.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

fn field(field: &Field) -> Value {
    let options = field.options.iter();
    json!({
        "key": field.key,
        "type": field.kind.name(),
        "label": texts_json(&field.label),
        "hint": field.hint.as_ref().map(texts_json),
        "required": field.required,
        "source": field.source.as_ref().map(|source| source.to_text()),
        "locked": field.locked,
        "compute": field.compute.as_ref().map(|compute| compute.to_text()),
        "max": field.max,
        "min": field.min,
        "level": field.level,
        "options": options
            .map(|option| json!({"code": option.code, "label": texts_json(&option.label)}))
            .collect::<Vec<_>>(),
        "when": when(&field.when),
    })
}

fn attachment(attachment: &Attachment) -> Value {
    json!({
        "kind": attachment.kind,
        "label": texts_json(&attachment.label),
        "hint": attachment.hint.as_ref().map(texts_json),
        "question": texts_json(&attachment.question),
        "required": attachment.required,
        "pages": attachment.pages,
        "group": attachment.group,
        "when": when(&attachment.when),
    })
}

fn check(check: &Check) -> Value {
    json!({
        "name": check.name.name(),
        "severity": check.severity.name(),
        "fields": check.fields,
        "numbers": check.numbers,
        "text": texts_json(&check.text),
        "when": when(&check.when),
    })
}

/// The conditions, all of which must hold; none: always.
fn when(when: &When) -> Value {
    let conditions = when.0.iter();
    conditions.map(|condition| json!({"field": condition.field, "codes": condition.codes})).collect()
}
