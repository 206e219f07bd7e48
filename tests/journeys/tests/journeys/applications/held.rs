//! The documents on a phone, as a test compares them.

use std::collections::BTreeSet;

use ikd_core::documents::DocumentSummary;
use ikd_journeys::Phone;
use ikd_proof::{
    Document, Nik,
    document::{Biodata, BirthCertificate, Body, DocumentId, DocumentType, FamilyCard, Kia, Ktp, Member},
};

/// The documents on a phone at one time.
pub(super) struct Held(Vec<(DocumentSummary, Document)>);

impl Held {
    pub(super) fn of(phone: &mut Phone) -> Self {
        let documents = phone.app().documents().clone();
        let list = documents.list().expect("the list").into_iter();
        Self(list.map(|entry| (entry.clone(), documents.open(entry.id).expect("valid"))).collect())
    }

    /// Of the holder, or of a child.
    fn bodies(&self) -> impl Iterator<Item = (&DocumentSummary, &Body)> {
        self.0.iter().map(|(summary, document)| (summary, &document.body))
    }

    fn own<'a, T>(&'a self, pick: impl Fn(&'a Body) -> Option<&'a T>) -> &'a T {
        self.bodies().find_map(|(_, body)| pick(body)).expect("every adult has one")
    }

    pub(super) fn ktp(&self) -> &Ktp {
        self.own(|body| if let Body::Ktp(ktp) = body { Some(ktp) } else { None })
    }

    pub(super) fn card(&self) -> &FamilyCard {
        self.own(|body| if let Body::FamilyCard(card) = body { Some(card) } else { None })
    }

    pub(super) fn biodata(&self) -> &Biodata {
        self.own(|body| if let Body::Biodata(biodata) = body { Some(biodata) } else { None })
    }

    /// The row of a person on the family card.
    pub(super) fn member(&self, nik: Nik) -> Option<&Member> {
        self.card().members.iter().find(|member| member.nik == nik)
    }

    /// The row of a person on the family card.
    pub(super) fn member_named(&self, name: &str) -> Option<&Member> {
        self.card().members.iter().find(|member| member.name.as_str() == name)
    }

    pub(super) fn birth_certificate_of(&self, child: &str) -> Option<&BirthCertificate> {
        self.bodies().find_map(|(_, body)| match body {
            Body::BirthCertificate(certificate) if certificate.child.as_str() == child => Some(certificate),
            _ => None,
        })
    }

    pub(super) fn kia_of(&self, child: &str) -> Option<&Kia> {
        self.bodies().find_map(|(_, body)| match body {
            Body::Kia(kia) if kia.name.as_str() == child => Some(kia),
            _ => None,
        })
    }

    /// The version of the holder's document of a type.
    pub(super) fn version(&self, kind: DocumentType) -> u64 {
        self.0.iter().find(|(summary, _)| summary.kind == kind).expect("there is one").0.version
    }

    /// Those that are new or have another version.
    pub(super) fn changed_since(&self, before: &Self) -> BTreeSet<DocumentId> {
        let versions = |held: &Self| -> BTreeSet<_> {
            held.0.iter().map(|(summary, _)| (summary.id, summary.version)).collect()
        };
        versions(self).difference(&versions(before)).map(|(id, _)| *id).collect()
    }
}
