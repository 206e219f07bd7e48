//! `ikd services`: the services to apply for, one line each. Asks no PIN and needs no network.

use std::{path::Path, process::ExitCode};

use ikd_core::{applications::ServiceForm, forms::EMBEDDED};
use ikd_proof::form::{Definition, Opened, Texts as FormTexts};
use serde_json::json;

use crate::{
    args::ServicesArgs,
    commands::form::texts_json,
    console::{json_line, line},
    failure::{Failure, Outcome},
    home::{Home, app_version, usual},
    phone,
    texts::{Lang, Texts},
};

/// Prints the services.
pub(crate) fn run(texts: &'static Texts, args: &ServicesArgs) -> Outcome {
    for form in forms(args.home.as_deref(), texts)? {
        if args.json { json_line(&listed(&form))? } else { line(&line_of(texts, &form))? }
    }
    Ok(ExitCode::SUCCESS)
}

/// The forms in force in a home, or those that the app contains if none is given and there is no usual home.
pub(crate) fn forms(home: Option<&Path>, texts: &'static Texts) -> Result<Vec<Opened>, Failure> {
    let usual = || usual().filter(|dir| dir.join("app.json").is_file());
    let Some(home) = home.map(Path::to_owned).or_else(usual) else {
        let version = app_version();
        let app = [version.0, version.1, version.2].map(u64::from);
        return Ok(EMBEDDED.iter().filter_map(|form| Definition::read(form, app).ok()).collect());
    };
    let home = Home::open_finished(Some(&home), texts)?;
    let applications = phone::open_offline(&home, texts)?.applications().clone();
    let opened = |service: ikd_core::applications::Service| {
        Some(match applications.form(&service.id)? {
            ServiceForm::Ready(definition) => Opened::Ready(definition),
            ServiceForm::NeedsUpdate { title } => {
                Opened::NeedsUpdate { service: service.id, version: service.version, title }
            }
        })
    };
    Ok(applications.services().into_iter().filter_map(opened).collect())
}

/// A text of a form in the language of this program.
pub(crate) fn spoken<'a>(texts: &Texts, text: &'a FormTexts) -> &'a str {
    match texts.lang {
        Lang::Id => &text.id,
        Lang::En => &text.en,
    }
}

fn line_of(texts: &Texts, form: &Opened) -> String {
    match form {
        Opened::Ready(form) => {
            let promise = form.promise.as_ref().map_or_else(String::new, |promise| {
                format!("  {}", texts.catalogue().wait(promise.hours.saturating_mul(3_600_000)))
            });
            let needs =
                form.needs.as_ref().map_or_else(String::new, |needs| format!("  {}", spoken(texts, needs)));
            format!("{}  {}  v{}{promise}{needs}", form.service, spoken(texts, &form.title), form.version)
        }
        Opened::NeedsUpdate { service, version, title } => {
            let update = texts.catalogue().plain("error_form_too_new");
            format!("{service}  {}  v{version}  {update}", spoken(texts, title))
        }
    }
}

fn listed(form: &Opened) -> serde_json::Value {
    match form {
        Opened::Ready(form) => json!({
            "service": form.service,
            "version": form.version,
            "title": texts_json(&form.title),
            "promise": form.promise.as_ref().map(|promise| {
                json!({"hours": promise.hours, "text": texts_json(&promise.text)})
            }),
            "needs": form.needs.as_ref().map(texts_json),
            "quiet": form.quiet,
            "needs_update": false,
        }),
        Opened::NeedsUpdate { service, version, title } => json!({
            "service": service, "version": version, "title": texts_json(title), "needs_update": true,
        }),
    }
}
