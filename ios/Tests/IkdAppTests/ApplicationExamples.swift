import Foundation
import IkdCore

@testable import IkdApp

// A service with a field of each type, and applications in each state.

extension Examples {
    static func both(_ text: String) -> FormText { FormText(id: text, en: text) }

    static let services = [
        service("golongan-darah", "Perubahan golongan darah"), service("kematian", "Akta kematian", quiet: true),
        ServiceInfo(
            id: "surat-pindah", version: 9, title: both("Surat pindah"), intro: nil, needs: nil, promise: nil,
            quiet: false, needsUpdate: true),
    ]

    private static func service(_ id: String, _ title: String, quiet: Bool = false) -> ServiceInfo {
        ServiceInfo(
            id: id, version: 1, title: both(title), intro: both("Gratis."), needs: both("Surat pemeriksaan."),
            promise: FormPromise(hours: 24, text: both("Satu hari kerja.")), quiet: quiet, needsUpdate: false)
    }

    static func field(
        _ kind: FieldType, _ label: String, required: Bool = true, options: [String] = [], level: UInt8? = nil
    ) -> DefinitionField {
        DefinitionField(
            key: "\(kind)\(options.count > 6 ? "s" : "")", kind: kind, label: both(label), hint: nil,
            required: required, max: nil, min: nil,
            options: options.enumerated().map { FieldOption(code: UInt64($0.offset), label: both($0.element)) },
            level: level)
    }

    /// One of each type; codes with few and with many options.
    static let fields = [
        field(.nik, "NIK saksi"), field(.kk, "Nomor KK"), field(.name, "Nama"), field(.date, "Tanggal surat"),
        field(.time, "Pukul"), field(.text, "Nomor surat", required: false), field(.int, "Berat"),
        field(.code, "Jenis", options: ["Rumah", "Kantor"]),
        field(.code, "Golongan", options: ["A", "B", "AB", "O", "A+", "B+", "O+"]),
        field(.region, "Wilayah", level: 2), field(.address, "Alamat"), field(.member, "Anggota"),
        field(.yesNo, "Setuju"),
    ]

    static let paper = DefinitionAttachment(
        kind: "surat", label: both("Surat pemeriksaan"), hint: both("Nama harus terbaca."),
        question: both("Apakah ini surat pemeriksaan Anda?"), required: true, pages: 2, group: nil)

    static func definition(quiet: Bool = false) -> FormDefinition {
        FormDefinition(
            service: quiet ? "kematian" : "golongan-darah", version: 1,
            title: both(quiet ? "Akta kematian" : "Perubahan golongan darah"), intro: both("Gratis."), needs: nil,
            promise: nil,
            sections: [DefinitionSection(key: "isi", title: both("Isian"), intro: nil, fields: fields)],
            attachments: [paper], statement: both("Isian ini benar."), needsFaceCheck: false, subject: nil,
            quiet: quiet)
    }

    static func application(_ kind: StateKind, quiet: Bool = false, returned: ReturnReason? = nil) -> Application {
        let isSent = kind != .draft && kind != .queued
        return Application(
            id: "1", service: quiet ? "kematian" : "golongan-darah", title: definition(quiet: quiet).title,
            quiet: quiet, revision: 1, kind: kind, state: state(kind), since: 1_764_000_000, createdAt: 1_763_000_000,
            history: [
                ApplicationEvent(state: .draft, at: 1_763_000_000), ApplicationEvent(state: kind, at: 1_764_000_000),
            ],
            receipt: isSent
                ? SubmissionReceipt(
                    revision: 1, number: "9971/2026/0007", office: "Disdukcapil Kota Umpama",
                    receivedAt: 1_764_000_000, promiseUntil: 1_764_100_000, example: true) : nil,
            returned: returned, face: .notNeeded, unseen: false, newerForm: nil)
    }

    /// The state with example data.
    static func state(_ kind: StateKind) -> ApplicationState {
        switch kind {
        case .draft: .draft(keptUntil: 1_770_000_000)
        case .queued: .queued(since: 1_764_000_000, bytes: 480_000, sendNow: false)
        case .sending: .sending(sent: 120_000, bytes: 480_000, submitted: false)
        case .received: .received
        case .inReview: .inReview
        case .visitNeeded: .visitNeeded(place: "Disdukcapil Kota Umpama", until: 1_765_000_000, bring: "KTP asli")
        case .correct:
            .correct(
                until: 1_765_000_000,
                items: [
                    Marked(field: "date", attachment: nil, code: .mismatchPaper, note: "Tertulis 3 November."),
                    Marked(field: nil, attachment: "surat", code: .unreadable, note: nil),
                ], differences: [Difference(field: "name", value: "WAHYU SETYANTORO")], editing: false)
        case .approved: .approved
        case .signing: .signing
        case .issued: .issued(documents: ["1"], result: nil)
        case .refused: .refused(code: .notEligible, note: "Belum memenuhi syarat.")
        case .withdrawn: .withdrawn
        case .expired: .expired
        }
    }

    /// An unlocked app with an application in this state.
    static func applied(_ kind: StateKind, quiet: Bool = false) -> Answers {
        let answers = unlocked()
        answers.office.application = application(kind, quiet: quiet)
        answers.office.list = [answers.office.application]
        return answers
    }
}

extension StateKind {
    static let all: [StateKind] = [
        .draft, .queued, .sending, .received, .inReview, .visitNeeded, .correct, .approved, .signing, .issued,
        .refused, .withdrawn, .expired,
    ]
}
