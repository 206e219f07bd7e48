//! Services and their forms, flattened for drawing. Texts come with the form, in both languages.

pub use ikd_core::applications::Service as ServiceInfo;
use ikd_proof::form::{self, Definition, Presence};
pub use ikd_proof::form::{FieldOption, FieldType, Promise as FormPromise};

use crate::form_problem::FormText;

/// How long a service takes.
#[uniffi::remote(Record)]
pub struct FormPromise {
    /// Hours.
    pub hours: u64,
    /// Who promises it, and from when it counts.
    pub text: FormText,
}

/// A service, as its list shows it.
#[uniffi::remote(Record)]
pub struct ServiceInfo {
    /// Its id, for example `surat-pindah`: the argument of `Applications.start`.
    pub id: String,
    /// Version of its form.
    pub version: u64,
    /// Its name.
    pub title: FormText,
    /// What it does; absent if the app must be updated.
    pub intro: Option<FormText>,
    /// What to have at hand.
    pub needs: Option<FormText>,
    /// How long it takes, if the ministry promises it.
    pub promise: Option<FormPromise>,
    /// Screens show no cheerful words.
    pub quiet: bool,
    /// The app must be updated to use it.
    pub needs_update: bool,
}

/// The type of a field. It decides which values the field takes and how a screen asks for them.
#[uniffi::remote(Enum)]
pub enum FieldType {
    /// A NIK, sixteen digits.
    Nik,
    /// The number of a family card, sixteen digits.
    Kk,
    /// The name of a person.
    Name,
    /// A day, `1990-08-17`.
    Date,
    /// Hours and minutes, `07:30`.
    Time,
    /// One line of text.
    Text,
    /// A number.
    Int,
    /// One of the options of the field, by its code.
    Code,
    /// A region, by its code, `99.71.01`: see `regions`.
    Region,
    /// An address. It is taken from a document, never typed.
    Address,
    /// A member of a family card, by the NIK: one of `ApplicationContents.members`, or any NIK if there are none.
    Member,
    /// `yes` or `no`.
    YesNo,
}

/// The form of a service.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormDefinition {
    /// Id of the service.
    pub service: String,
    /// Version of the form.
    pub version: u64,
    /// Name of the service.
    pub title: FormText,
    /// What the service does.
    pub intro: FormText,
    /// What to have at hand.
    pub needs: Option<FormText>,
    /// How long it takes, if the ministry promises it.
    pub promise: Option<FormPromise>,
    /// The fields.
    pub sections: Vec<DefinitionSection>,
    /// The papers to photograph.
    pub attachments: Vec<DefinitionAttachment>,
    /// What the person declares by queueing.
    pub statement: FormText,
    /// Before queueing, besides the PIN: `FaceChecks.request` for `Application` with the application's id, and wait until
    /// it is accepted.
    pub needs_face_check: bool,
    /// Key of the field that names whom the application is about; absent: the holder.
    pub subject: Option<String>,
    /// Screens show no cheerful words.
    pub quiet: bool,
}

/// A group of fields under one title. A screen hides it while none of its fields is visible.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DefinitionSection {
    /// Unique among the sections.
    pub key: String,
    /// Title.
    pub title: FormText,
    /// What the section is about.
    pub intro: Option<FormText>,
    /// In the order they are asked.
    pub fields: Vec<DefinitionField>,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DefinitionField {
    /// Unique among all fields of the form.
    pub key: String,
    /// The type of its value.
    pub kind: FieldType,
    /// What is asked.
    pub label: FormText,
    /// How to answer.
    pub hint: Option<FormText>,
    /// Whether it needs a value while it is visible.
    pub required: bool,
    /// Text and name: most characters. Int: largest number.
    pub max: Option<u64>,
    /// Int: smallest number.
    pub min: Option<u64>,
    /// Code: its options.
    pub options: Vec<FieldOption>,
    /// Region: 1 province, 2 regency or city, 3 district.
    pub level: Option<u8>,
}

/// One option of a field of type code.
#[uniffi::remote(Record)]
pub struct FieldOption {
    /// The code: as text, it is the answer.
    pub code: u64,
    /// Its meaning.
    pub label: FormText,
}

/// A kind of paper, of which the person takes photographs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DefinitionAttachment {
    /// Unique among the attachments, for example `surat-kelahiran`.
    pub kind: String,
    /// Name of the paper.
    pub label: FormText,
    /// Which paper is meant.
    pub hint: Option<FormText>,
    /// Asked beside the photograph: a paper in the wrong place changes what the office issues.
    pub question: FormText,
    /// Whether at least one page is needed while it is asked for.
    pub required: bool,
    /// Most photographs.
    pub pages: u8,
    /// Of the attachments of one group that are asked for, one is needed.
    pub group: Option<String>,
}

impl From<Definition> for FormDefinition {
    fn from(definition: Definition) -> Self {
        Self {
            service: definition.service,
            version: definition.version,
            title: definition.title,
            intro: definition.intro,
            needs: definition.needs,
            promise: definition.promise,
            sections: definition.sections.into_iter().map(Into::into).collect(),
            attachments: definition.attachments.into_iter().map(Into::into).collect(),
            statement: definition.statement,
            needs_face_check: definition.presence == Presence::Face,
            subject: definition.subject,
            quiet: definition.quiet,
        }
    }
}

impl From<form::Section> for DefinitionSection {
    fn from(section: form::Section) -> Self {
        Self {
            key: section.key,
            title: section.title,
            intro: section.intro,
            fields: section.fields.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<form::Field> for DefinitionField {
    fn from(field: form::Field) -> Self {
        Self {
            key: field.key,
            kind: field.kind,
            label: field.label,
            hint: field.hint,
            required: field.required,
            max: field.max,
            min: field.min,
            options: field.options,
            level: field.level,
        }
    }
}

impl From<form::Attachment> for DefinitionAttachment {
    fn from(attachment: form::Attachment) -> Self {
        Self {
            kind: attachment.kind,
            label: attachment.label,
            hint: attachment.hint,
            question: attachment.question,
            required: attachment.required,
            pages: attachment.pages,
            group: attachment.group,
        }
    }
}
