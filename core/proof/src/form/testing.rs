//! A form with every type of field and the facts of a family, for the tests of this and other crates.

use super::{
    Answers, Attachment, Check, CheckName, Compute, Condition, Definition, Facts, Field, FieldOption,
    FieldType, HolderValue, Presence, Promise, Section, Severity, Source, Texts, Value, When,
};
use crate::{
    Nik, Sex,
    civil::{FamilyCardNumber, MaritalStatus, Relation},
    testing::{address, date, family_card, ktp, line, name, nik},
};

/// Head of the family and holder.
pub const HEAD: &str = "9901011708900001";
/// His wife.
pub const WIFE: &str = "9901015708900001";
/// Their son, six years old.
pub const SON: &str = "9901011708200001";
/// A man who is on no family card.
pub const STRANGER: &str = "9901020101850007";

/// What the phone of [`HEAD`] knows on 2026-09-21.
pub fn facts() -> Facts {
    let mut card = family_card();
    if let Some(son) = card.members.get_mut(2) {
        son.birth_date = date("2020-08-17");
    }
    Facts {
        today: date("2026-09-21"),
        holder: nik(HEAD),
        ktp: Some(ktp()),
        family_cards: vec![card],
        district: Some(990_101),
    }
}

/// The same family, with another member as the holder.
pub fn facts_of(holder: &str) -> Facts {
    let mut facts = Facts { holder: nik(holder), ..facts() };
    let row = facts.member(nik(holder)).cloned();
    if let (Some(row), Some(ktp)) = (row, facts.ktp.as_mut()) {
        (ktp.name, ktp.sex, ktp.birth_date) = (row.name, row.sex, row.birth_date);
        ktp.marital_status = row.marital_status;
    }
    facts
}

/// The facts of a phone without family card.
pub fn facts_without_card() -> Facts {
    Facts { family_cards: Vec::new(), ..facts() }
}

/// The same family with the rows of other members taken out, so that the holder is alone.
pub fn facts_alone() -> Facts {
    let mut facts = facts();
    facts.family_cards.iter_mut().for_each(|card| card.members.truncate(1));
    facts
}

/// Changes the row of a member.
pub fn with_row(
    mut facts: Facts,
    of: &str,
    sex: Sex,
    relation: Relation,
    marital_status: MaritalStatus,
) -> Facts {
    let of: Nik = nik(of);
    let rows = facts.family_cards.iter_mut().flat_map(|card| &mut card.members);
    for row in rows.filter(|row| row.nik == of) {
        (row.sex, row.relation, row.marital_status) = (sex, relation, marital_status);
    }
    facts
}

/// A text whose Indonesian and English are alike.
pub fn texts(text: &str) -> Texts {
    Texts::new(text, text)
}

/// A field of this type that asks nothing else.
pub fn field(key: &str, kind: FieldType) -> Field {
    let option = |code| FieldOption { code, label: texts("option") };
    Field {
        key: key.to_owned(),
        kind,
        label: texts("label"),
        hint: None,
        required: false,
        source: None,
        locked: false,
        max: None,
        min: None,
        options: if kind == FieldType::Code { (0..=12).map(option).collect() } else { Vec::new() },
        level: (kind == FieldType::Region).then_some(3),
        when: When::default(),
        compute: None,
    }
}

/// A condition on one field.
pub fn when(key: &str, codes: &[u64]) -> When {
    When(vec![Condition { field: key.to_owned(), codes: codes.to_vec() }])
}

/// A check without condition.
pub fn check(name: CheckName, fields: &[&str], numbers: &[i64]) -> Check {
    Check {
        name,
        severity: Severity::Error,
        fields: fields.iter().map(|key| (*key).to_owned()).collect(),
        numbers: numbers.to_vec(),
        text: texts("the check's text"),
        when: When::default(),
    }
}

/// A form with one section of these fields.
pub fn form_of(fields: Vec<Field>) -> Definition {
    Definition {
        service: "contoh".to_owned(),
        version: 1,
        min_app: [0, 1, 0],
        title: texts("Contoh"),
        intro: texts("A form for tests."),
        sections: vec![Section {
            key: "all".to_owned(),
            title: texts("All"),
            fields,
            intro: None,
            when: When::default(),
        }],
        attachments: Vec::new(),
        checks: Vec::new(),
        statement: texts("All is true."),
        promise: None,
        presence: Presence::None,
        subject: None,
        quiet: false,
        needs: None,
        correction_days: None,
    }
}

/// A form that uses every part of the format.
pub fn definition() -> Definition {
    let mut fields: Vec<_> = FieldType::ALL.iter().map(|kind| field(kind.name(), *kind)).collect();
    for field in &mut fields {
        match field.kind {
            FieldType::Nik => {
                (field.source, field.locked, field.required) =
                    (Some(Source::Holder(HolderValue::Nik)), true, true);
            }
            FieldType::Text => (field.max, field.hint) = (Some(40), Some(texts("hint"))),
            FieldType::Int => (field.min, field.max) = (Some(1), Some(30)),
            FieldType::Date => field.when = when("code", &[1, 2]),
            FieldType::Address => field.source = Some(Source::Holder(HolderValue::Address)),
            _ => {}
        }
    }
    // Conditions and computations name earlier fields.
    fields.sort_by_key(|field| field.kind != FieldType::Code);
    let weekday = Compute::Weekday { date: "date".to_owned() };
    fields.push(Field { compute: Some(weekday), ..field("weekday", FieldType::Code) });
    let paper = Attachment {
        kind: "letter".to_owned(),
        label: texts("Letter"),
        hint: Some(texts("The original.")),
        question: texts("Is this the letter?"),
        required: true,
        pages: 2,
        when: when("yes_no", &[1]),
        group: Some("proof".to_owned()),
    };
    Definition {
        attachments: vec![paper],
        checks: vec![
            Check { severity: Severity::Note, ..check(CheckName::DaysSince, &["date"], &[60]) },
            Check { when: when("yes_no", &[0]), ..check(CheckName::NotHolder, &["member"], &[]) },
        ],
        promise: Some(Promise { hours: 24, text: texts("One day.") }),
        presence: Presence::Face,
        subject: Some("member".to_owned()),
        quiet: true,
        needs: Some(texts("A letter.")),
        correction_days: Some(14),
        ..form_of(fields)
    }
}

/// One value of each type.
pub fn values() -> Vec<Value> {
    vec![
        Value::Nik(nik(HEAD)),
        Value::Kk(FamilyCardNumber::from_u64(9_901_010_101_150_001).expect("16 digits")),
        Value::Name(name("BUDI CONTOH")),
        Value::Date(date("2026-09-01")),
        Value::Time(7 * 60 + 30),
        Value::Text(line("Jl. Contoh No. 1")),
        Value::Int(3),
        Value::Code(1),
        Value::Region(990_101),
        Value::Address(address()),
        Value::Member(nik(SON)),
        Value::YesNo(true),
    ]
}

/// Answers to [`definition`], all valid.
pub fn answers() -> Answers {
    values().into_iter().map(|value| (value.kind().name().to_owned(), value)).collect()
}
