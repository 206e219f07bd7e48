import Foundation
import IkdCore

// Documents of people who do not exist.

enum Examples {
    static let jpeg = Data([0xFF, 0xD8, 0xFF, 0xE0])
    static let born = CivilDate(year: 1985, month: 8, day: 17)
    static let address = Address(
        street: "JL. CONTOH NO. 12", rt: "004", rw: "013", village: "UMPAMA", district: "UMPAMA TENGAH",
        regency: "KOTA UMPAMA", province: "CONTOH", postcode: "99123")

    static func document(_ body: DocumentBody) -> Document {
        Document(
            id: "1", version: 1, subjectNik: "9971011708850001", holderNik: "9971011708850001",
            issuedAt: 1_763_000_000, validUntil: nil, body: body, photo: jpeg, example: true)
    }

    static func body(_ kind: DocumentKind) -> DocumentBody {
        switch kind {
        case .ktp:
            .ktp(
                ktp: Ktp(
                    name: "WAHYU SETYANTORO", birthPlace: "UMPAMA", birthDate: born, sex: .male, blood: .oPositive,
                    address: address, religion: .islam, maritalStatus: .kawinTercatat, occupation: "GURU",
                    citizenship: .wni, issuedIn: "KOTA UMPAMA"))
        case .familyCard:
            .familyCard(
                card: FamilyCard(
                    number: "9971012201080007", head: "WAHYU SETYANTORO", address: address, members: [member]))
        case .birthCertificate:
            .birthCertificate(
                certificate: BirthCertificate(
                    number: "9971-LT-17081985-0001", child: "WAHYU SETYANTORO", birthPlace: "UMPAMA", birthDate: born,
                    sex: .male, birthOrder: 1, father: "SETYO", mother: "RATIH", registeredOn: born,
                    registeredAt: "KOTA UMPAMA", officer: "PEJABAT CONTOH"))
        case .kia:
            .kia(
                kia: Kia(
                    name: "ARIF", sex: .male, blood: .unknown, birthPlace: "UMPAMA", birthDate: born,
                    familyCard: "9971012201080007", familyHead: "WAHYU SETYANTORO", birthCertificate: "9971-LT-1",
                    religion: .islam, citizenship: .wni, address: address, issuedIn: "KOTA UMPAMA"))
        case .biodata:
            .biodata(
                biodata: Biodata(
                    name: "WAHYU SETYANTORO", birthPlace: "UMPAMA", birthDate: born, sex: .male, blood: .a,
                    address: address, religion: .islam, maritalStatus: .kawinTercatat, occupation: "GURU",
                    citizenship: .wni, education: "STRATA I", familyCard: "9971012201080007",
                    relation: .kepalaKeluarga, father: "SETYO", mother: nil, birthCertificate: nil))
        case .npwp:
            .npwp(
                npwp: Npwp(
                    number: "9971011708850001", oldNumber: "091234567890000", name: "WAHYU SETYANTORO",
                    taxOffice: "KPP CONTOH", registeredOn: born))
        }
    }

    static let member = Member(
        nik: "9971011708850001", name: "WAHYU SETYANTORO", sex: .male, birthPlace: "UMPAMA", birthDate: born,
        religion: .islam, education: "STRATA I", occupation: "GURU", blood: .oPositive, maritalStatus: .kawinTercatat,
        marriedOn: born, relation: .kepalaKeluarga, citizenship: .wni, passport: "X1234567", stayPermit: nil,
        father: "SETYO", mother: "RATIH")

    static func list(_ kinds: [DocumentKind]) -> DocumentList {
        DocumentList(
            documents: kinds.enumerated().map { index, kind in
                DocumentSummary(
                    id: "\(index)", kind: kind, subject: "WAHYU SETYANTORO", version: 1, issuedAt: 1_763_000_000,
                    example: true)
            }, confirmedAt: 1_764_000_000, unreadable: 0)
    }

    /// An unlocked app with this document.
    static func unlocked(_ kind: DocumentKind = .ktp) -> Answers {
        let answers = Answers(.unlocked)
        answers.documents = list([kind])
        answers.document = document(body(kind))
        answers.card = document(body(.ktp))
        return answers
    }
}
