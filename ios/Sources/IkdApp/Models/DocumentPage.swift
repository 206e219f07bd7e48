import IkdCore

/// One line of a document: its name over its value.
struct DocumentField: Equatable, Sendable {
    enum Value: Equatable, Sendable {
        /// As printed on the document.
        case words(String)
        /// A coded value, by its text.
        case named(TextKey)
        /// A number that identifies somebody: masked until it is asked for.
        case number(NumberText)
        case day(CivilDate)
        case placeAndDay(String, CivilDate)
        /// A whole address in one line.
        case place(Address)
    }
    let label: TextKey
    let value: Value

    init(_ label: TextKey, _ value: Value) { (self.label, self.value) = (label, value) }
}

/// A document as its screen shows it: the lines in the order in which it is printed.
struct DocumentPage: Equatable, Sendable {
    struct MemberPage: Equatable, Sendable {
        let member: Member
        let fields: [DocumentField]
    }

    let document: Document
    let kind: DocumentKind
    let fields: [DocumentField]
    let members: [MemberPage]
    /// The number that the home hides.
    let nik: NumberText

    init(_ document: Document) throws {
        self.document = document
        nik = try numberText(number: document.subjectNik)
        let nikField = DocumentField(.fieldNik, .number(nik))
        let until = document.validUntil.map { DocumentField(.labelValidUntil, .day($0)) }
        let lines: [DocumentField]
        switch document.body {
        case .ktp(let ktp):
            kind = .ktp
            let forLife = DocumentField(.labelValidUntil, .named(.labelValidForLife))
            lines = [nikField] + Self.lines(ktp) + (until == nil ? [forLife] : [])
            members = []
        case .familyCard(let card):
            kind = .familyCard
            lines = [
                try Self.numbered(.labelFamilyCard, card.number), .init(.relationKepalaKeluarga, .words(card.head)),
                .init(.labelAddress, .place(card.address)),
            ]
            members = try card.members.map { MemberPage(member: $0, fields: try Self.lines($0)) }
        case .birthCertificate(let certificate):
            (kind, members) = (.birthCertificate, [])
            lines = Self.lines(certificate, nikField)
        case .kia(let kia):
            (kind, members) = (.kia, [])
            lines = [nikField] + (try Self.lines(kia))
        case .biodata(let biodata):
            (kind, members) = (.biodata, [])
            lines = [nikField] + (try Self.lines(biodata))
        case .npwp(let npwp):
            (kind, members) = (.npwp, [])
            lines = try Self.lines(npwp, nikField)
        }
        fields = lines + [until].compactMap { $0 }
    }

    var name: String? {
        if case .ktp(let ktp) = document.body { ktp.name } else { nil }
    }

    private static func lines(_ ktp: Ktp) -> [DocumentField] {
        [
            .init(.labelName, .words(ktp.name)), .init(.labelBirth, .placeAndDay(ktp.birthPlace, ktp.birthDate)),
            .init(.fieldSex, .named(ktp.sex.text)), .init(.labelBlood, .named(ktp.blood.text)),
        ] + lines(ktp.address) + [
            .init(.labelReligion, .named(ktp.religion.text)),
            .init(.labelMaritalStatus, .named(ktp.maritalStatus.text)),
            .init(.labelOccupation, .words(ktp.occupation)), .init(.labelCitizenship, .named(ktp.citizenship.text)),
            .init(.labelIssuedIn, .words(ktp.issuedIn)),
        ]
    }

    private static func lines(_ member: Member) throws -> [DocumentField] {
        [
            try numbered(.fieldNik, member.nik), .init(.labelName, .words(member.name)),
            .init(.labelRelation, .named(member.relation.text)), .init(.fieldSex, .named(member.sex.text)),
            .init(.labelBirth, .placeAndDay(member.birthPlace, member.birthDate)),
            .init(.labelReligion, .named(member.religion.text)), .init(.labelEducation, .words(member.education)),
            .init(.labelOccupation, .words(member.occupation)), .init(.labelBlood, .named(member.blood.text)),
            .init(.labelMaritalStatus, .named(member.maritalStatus.text)),
        ]
            + [
                member.marriedOn.map { .init(.labelMarriedOn, .day($0)) },
                .init(.labelCitizenship, .named(member.citizenship.text)),
                try member.passport.map { try numbered(.labelPassport, $0) },
                try member.stayPermit.map { try numbered(.labelStayPermit, $0) },
                words(.labelFather, member.father), words(.labelMother, member.mother),
            ].compactMap { $0 }
    }

    private static func lines(_ certificate: BirthCertificate, _ nik: DocumentField) -> [DocumentField] {
        [
            .init(.labelBirthCertificate, .words(certificate.number)), nik,
            .init(.labelChild, .words(certificate.child)),
            .init(.labelBirth, .placeAndDay(certificate.birthPlace, certificate.birthDate)),
            .init(.fieldSex, .named(certificate.sex.text)),
            words(.labelBirthOrder, certificate.birthOrder.map { "\($0)" }),
            words(.labelFather, certificate.father), words(.labelMother, certificate.mother),
            .init(.labelRegisteredAt, .words(certificate.registeredAt)),
            .init(.labelRegisteredOn, .day(certificate.registeredOn)),
            .init(.labelOfficer, .words(certificate.officer)),
        ].compactMap { $0 }
    }

    private static func lines(_ kia: Kia) throws -> [DocumentField] {
        [
            .init(.labelName, .words(kia.name)), .init(.labelBirth, .placeAndDay(kia.birthPlace, kia.birthDate)),
            .init(.fieldSex, .named(kia.sex.text)), .init(.labelBlood, .named(kia.blood.text)),
            try numbered(.labelFamilyCard, kia.familyCard), .init(.relationKepalaKeluarga, .words(kia.familyHead)),
            .init(.labelBirthCertificate, .words(kia.birthCertificate)),
            .init(.labelReligion, .named(kia.religion.text)), .init(.labelCitizenship, .named(kia.citizenship.text)),
        ] + lines(kia.address) + [.init(.labelIssuedIn, .words(kia.issuedIn))]
    }

    private static func lines(_ biodata: Biodata) throws -> [DocumentField] {
        [
            .init(.labelName, .words(biodata.name)),
            .init(.labelBirth, .placeAndDay(biodata.birthPlace, biodata.birthDate)),
            .init(.fieldSex, .named(biodata.sex.text)), .init(.labelBlood, .named(biodata.blood.text)),
            try numbered(.labelFamilyCard, biodata.familyCard),
            .init(.labelRelation, .named(biodata.relation.text)),
        ] + lines(biodata.address) + [
            .init(.labelReligion, .named(biodata.religion.text)),
            .init(.labelMaritalStatus, .named(biodata.maritalStatus.text)),
            .init(.labelEducation, .words(biodata.education)), .init(.labelOccupation, .words(biodata.occupation)),
            .init(.labelCitizenship, .named(biodata.citizenship.text)),
        ]
            + [
                words(.labelFather, biodata.father), words(.labelMother, biodata.mother),
                words(.labelBirthCertificate, biodata.birthCertificate),
            ].compactMap { $0 }
    }

    private static func lines(_ npwp: Npwp, _ nik: DocumentField) throws -> [DocumentField] {
        [
            try numbered(.labelNpwp, npwp.number), try npwp.oldNumber.map { try numbered(.labelNpwpOld, $0) }, nik,
            .init(.labelName, .words(npwp.name)), .init(.labelTaxOffice, .words(npwp.taxOffice)),
            .init(.labelRegisteredOn, .day(npwp.registeredOn)),
        ].compactMap { $0 }
    }

    private static func lines(_ address: Address) -> [DocumentField] {
        [
            .init(.labelAddress, .words(address.street)), .init(.labelRtRw, .words("\(address.rt)/\(address.rw)")),
            .init(.labelVillage, .words(address.village)), .init(.labelDistrict, .words(address.district)),
            .init(.labelRegency, .words(address.regency)), .init(.labelProvince, .words(address.province)),
            words(.labelPostcode, address.postcode),
        ].compactMap { $0 }
    }

    /// A line that some documents lack.
    private static func words(_ label: TextKey, _ text: String?) -> DocumentField? {
        text.map { DocumentField(label, .words($0)) }
    }

    private static func numbered(_ label: TextKey, _ digits: String) throws -> DocumentField {
        DocumentField(label, .number(try numberText(number: digits)))
    }
}
