//! Reads the source of one form.
//!
//! Every key of a source must be known, so that a misspelled one is found. Sections, checks and attachments may `use` a
//! part of the shared file and override its keys.

use ikd_proof::form::{
    Attachment, Check, CheckName, Compute, Condition, Definition, Field, FieldOption, FieldType, Presence,
    Promise, Section, Severity, Source, Texts, When,
};
use toml::{Table, Value};

/// Reads a source together with the shared parts.
pub(super) fn read(source: &str, shared: &str) -> Result<Definition, String> {
    let shared: Table = shared.parse().map_err(|error: toml::de::Error| format!("shared.toml: {error}"))?;
    let form: Table = source.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let shared = Shared(shared);
    let mut form = Entries::new("the form", form);
    let definition = Definition {
        service: form.text("service")?,
        version: form.number("version")?,
        min_app: form
            .numbers("min_app")?
            .try_into()
            .map_err(|_| "min_app must have three numbers".to_owned())?,
        title: form.texts("title")?,
        intro: form.texts("intro")?,
        sections: shared.each(form.tables("section")?, "section", |table| section(table, &shared))?,
        attachments: shared.each(form.tables("attachment")?, "attachment", attachment)?,
        checks: shared.each(form.tables("check")?, "check", check)?,
        statement: match form.optional_texts("statement")? {
            Some(texts) => texts,
            None => shared.entries()?.texts("statement")?,
        },
        promise: match form.take("promise") {
            Some(value) => Some(promise(value)?),
            None => shared.0.get("promise").cloned().map(promise).transpose()?,
        },
        presence: of_name(&form.text("presence")?, Presence::from_name)?,
        subject: form.optional_text("subject")?,
        quiet: form.flag("quiet")?,
        needs: form.optional_texts("needs")?,
        correction_days: form.optional_number("correction_days")?,
    };
    form.finish()?;
    Ok(definition)
}

/// The shared file.
struct Shared(Table);

impl Shared {
    fn entries(&self) -> Result<Entries, String> {
        Ok(Entries::new("shared.toml", self.0.clone()))
    }

    /// The value `name` of the shared table `kind`.
    fn part(&self, kind: &str, name: &str) -> Result<&Value, String> {
        let part = self.0.get(kind).and_then(|parts| parts.get(name));
        part.ok_or_else(|| format!("shared.toml has no {kind} {name}"))
    }

    /// Reads tables of which each may use a shared part.
    fn each<T>(
        &self,
        tables: Vec<Table>,
        kind: &str,
        read: impl Fn(Entries) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let whole = |mut table: Table| {
            let Some(name) = table.remove("use") else { return Ok(table) };
            let name = name.as_str().ok_or("`use` must be a text")?.to_owned();
            let mut part = self.part(kind, &name)?.as_table().ok_or("a part must be a table")?.clone();
            // A section and an attachment are named by their part; a check names its rule itself.
            match kind {
                "section" => drop(part.insert("key".to_owned(), Value::String(name))),
                "attachment" => drop(part.insert("kind".to_owned(), Value::String(name))),
                _ => {}
            }
            part.extend(table);
            Ok::<_, String>(part)
        };
        tables.into_iter().map(|table| read(Entries::new(kind, whole(table)?))).collect()
    }
}

fn section(mut entries: Entries, shared: &Shared) -> Result<Section, String> {
    let fields = entries.tables("field")?.into_iter();
    let section = Section {
        key: entries.text("key")?,
        title: entries.texts("title")?,
        fields: fields.map(|table| field(table, shared)).collect::<Result<_, _>>()?,
        intro: entries.optional_texts("intro")?,
        when: entries.when()?,
    };
    entries.finish()?;
    Ok(section)
}

fn field(table: Table, shared: &Shared) -> Result<Field, String> {
    let key = table.get("key").and_then(Value::as_str).unwrap_or("a field").to_owned();
    let mut entries = Entries::new(&key, table);
    let options = match entries.take("options") {
        None => Vec::new(),
        Some(Value::String(name)) => options(shared.part("options", &name)?)?,
        Some(list) => options(&list)?,
    };
    let known = |what: &str, text: String| format!("{key}: {what} {text} is not known");
    let source = entries.optional_text("source")?;
    let compute = entries.optional_text("compute")?;
    let field = Field {
        key: entries.text("key")?,
        kind: of_name(&entries.text("type")?, FieldType::from_name)?,
        label: entries.texts("label")?,
        hint: entries.optional_texts("hint")?,
        required: entries.flag("required")?,
        source: source.map(|text| Source::parse(&text).ok_or_else(|| known("source", text))).transpose()?,
        locked: entries.flag("locked")?,
        max: entries.optional_number("max")?,
        min: entries.optional_number("min")?,
        options,
        level: entries.optional_number("level")?,
        when: entries.when()?,
        compute: compute
            .map(|text| Compute::parse(&text).ok_or_else(|| known("computation", text)))
            .transpose()?,
    };
    entries.finish()?;
    Ok(field)
}

/// Options as `[code, Indonesian, English]`.
fn options(list: &Value) -> Result<Vec<FieldOption>, String> {
    let option = |item: &Value| match item.as_array().map(Vec::as_slice) {
        Some([Value::Integer(code), Value::String(id), Value::String(en)]) => {
            let code = u64::try_from(*code).map_err(|_| "an option's code is not negative")?;
            Ok(FieldOption { code, label: Texts::new(id, en) })
        }
        _ => Err("an option is [code, Indonesian, English]".to_owned()),
    };
    list.as_array().ok_or("options must be a list")?.iter().map(option).collect()
}

fn attachment(mut entries: Entries) -> Result<Attachment, String> {
    let attachment = Attachment {
        kind: entries.text("kind")?,
        label: entries.texts("label")?,
        hint: entries.optional_texts("hint")?,
        question: entries.texts("question")?,
        required: entries.flag("required")?,
        pages: entries.number("pages")?,
        when: entries.when()?,
        group: entries.optional_text("group")?,
    };
    entries.finish()?;
    Ok(attachment)
}

fn check(mut entries: Entries) -> Result<Check, String> {
    let check = Check {
        name: of_name(&entries.text("name")?, CheckName::from_name)?,
        severity: of_name(&entries.text("severity")?, Severity::from_name)?,
        fields: entries.list("fields", |value| value.as_str().map(str::to_owned))?,
        numbers: entries.list("numbers", Value::as_integer)?,
        text: entries.texts("text")?,
        when: entries.when()?,
    };
    entries.finish()?;
    Ok(check)
}

fn promise(value: Value) -> Result<Promise, String> {
    let Value::Table(table) = value else { return Err("promise must be a table".to_owned()) };
    let mut entries = Entries::new("promise", table);
    let promise = Promise { hours: entries.number("hours")?, text: entries.texts("text")? };
    entries.finish()?;
    Ok(promise)
}

fn of_name<T>(name: &str, of: impl FnOnce(&str) -> Option<T>) -> Result<T, String> {
    of(name).ok_or_else(|| format!("{name} is not known"))
}

/// The entries of a table that were not read yet.
struct Entries {
    place: String,
    table: Table,
}

impl Entries {
    fn new(place: &str, table: Table) -> Self {
        Self { place: place.to_owned(), table }
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.table.remove(key)
    }

    fn optional<T>(&mut self, key: &str, read: impl FnOnce(Value) -> Option<T>) -> Result<Option<T>, String> {
        let wrong = format!("{}: {key} is not of the right type", self.place);
        self.take(key).map(|value| read(value).ok_or(wrong)).transpose()
    }

    fn required<T>(&self, key: &str, value: Option<T>) -> Result<T, String> {
        value.ok_or_else(|| format!("{}: {key} is missing", self.place))
    }

    fn optional_text(&mut self, key: &str) -> Result<Option<String>, String> {
        self.optional(key, |value| value.as_str().map(str::to_owned))
    }

    fn text(&mut self, key: &str) -> Result<String, String> {
        let text = self.optional_text(key)?;
        self.required(key, text)
    }

    fn optional_number<T: TryFrom<i64>>(&mut self, key: &str) -> Result<Option<T>, String> {
        self.optional(key, |value| T::try_from(value.as_integer()?).ok())
    }

    fn number<T: TryFrom<i64>>(&mut self, key: &str) -> Result<T, String> {
        let number = self.optional_number(key)?;
        self.required(key, number)
    }

    fn numbers(&mut self, key: &str) -> Result<Vec<u64>, String> {
        self.list(key, |value| u64::try_from(value.as_integer()?).ok())
    }

    fn flag(&mut self, key: &str) -> Result<bool, String> {
        Ok(self.optional(key, |value| value.as_bool())?.unwrap_or_default())
    }

    fn optional_texts(&mut self, key: &str) -> Result<Option<Texts>, String> {
        self.optional(key, |value| {
            let table = value.as_table().filter(|table| table.len() == 2)?;
            Some(Texts::new(table.get("id")?.as_str()?, table.get("en")?.as_str()?))
        })
    }

    fn texts(&mut self, key: &str) -> Result<Texts, String> {
        let texts = self.optional_texts(key)?;
        self.required(key, texts)
    }

    fn list<T>(&mut self, key: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, String> {
        let list = self.optional(key, |value| value.as_array()?.iter().map(read).collect())?;
        Ok(list.unwrap_or_default())
    }

    fn tables(&mut self, key: &str) -> Result<Vec<Table>, String> {
        self.list(key, |value| value.as_table().cloned())
    }

    fn when(&mut self) -> Result<When, String> {
        let conditions = self.optional("when", |value| {
            let condition = |(field, codes): (&String, &Value)| {
                let code = |code: &Value| u64::try_from(code.as_integer()?).ok();
                let codes = codes.as_array()?.iter().map(code).collect::<Option<_>>()?;
                Some(Condition { field: field.clone(), codes })
            };
            value.as_table()?.iter().map(condition).collect()
        })?;
        Ok(When(conditions.unwrap_or_default()))
    }

    /// Every key was read.
    fn finish(self) -> Result<(), String> {
        match self.table.keys().next() {
            Some(key) => Err(format!("{}: the key {key} is not known", self.place)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const SHARED: &str = r#"
        statement = { id = "Benar.", en = "True." }
        options.sex = [[1, "L", "M"]]
        [section.a]
        title = { id = "A", en = "A" }
        field = [{ key = "x", type = "code", label = { id = "X", en = "X" }, options = "sex" }]
    "#;
    const FORM: &str = r#"
        service = "s"
        version = 1
        min_app = [0, 1, 0]
        title = { id = "S", en = "S" }
        intro = { id = "S", en = "S" }
        presence = "none"
        [[section]]
        use = "a"
    "#;

    #[test]
    fn a_form_takes_shared_parts_and_lists() {
        let form = read(FORM, SHARED).unwrap();
        assert_eq!(form.sections[0].key, "a");
        assert_eq!(form.sections[0].fields[0].options[0].label, Texts::new("L", "M"));
        assert_eq!(form.statement, Texts::new("Benar.", "True."));
    }

    #[test]
    fn a_form_overrides_keys_of_a_shared_part() {
        let form = read(&format!("{FORM}\ntitle = {{ id = \"B\", en = \"B\" }}"), SHARED).unwrap();
        assert_eq!(form.sections[0].title, Texts::new("B", "B"));
    }

    #[test]
    fn a_misspelled_key_is_refused() {
        let error = read(&format!("quite = true\n{FORM}"), SHARED).unwrap_err();
        assert_eq!(error, "the form: the key quite is not known");
    }

    #[test]
    fn a_part_that_is_missing_is_named() {
        let error = read(&FORM.replace("use = \"a\"", "use = \"b\""), SHARED).unwrap_err();
        assert_eq!(error, "shared.toml has no section b");
    }
}
