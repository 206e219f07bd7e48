import IkdCore
import SwiftUI

/// The form, filled for the first time or corrected after a rejection.
@MainActor
final class FormModel: ScreenModel {
    @Published var nik = "" { didSet { changed(.nik, oldValue != nik) } }
    @Published var email = "" { didSet { changed(.email, oldValue != email) } }
    @Published var phone = "" { didSet { changed(.phone, oldValue != phone) } }
    @Published var name = "" { didSet { changed(.name, oldValue != name) } }
    @Published var sex: Sex? { didSet { changed(.sex, oldValue != sex) } }
    @Published var birthPlace = "" { didSet { changed(.birthPlace, oldValue != birthPlace) } }
    @Published var birthDate = "" { didSet { changed(.birthDate, oldValue != birthDate) } }
    @Published private(set) var faults: [FormField: String] = [:]
    @Published private(set) var hints: [FormField: FormHint] = [:]
    /// How many faults the last touch of the button found, and where the first is.
    @Published private(set) var faultCount = 0
    @Published private(set) var firstFault: FormField?
    private var isLoaded = false
    private var saving: Task<Void, Never>?
    /// Leads from a correction back to the rejection.
    private let leaveCorrection: (@MainActor () -> Void)?

    init(_ app: AppModel, leaveCorrection: (@MainActor () -> Void)? = nil) {
        self.leaveCorrection = leaveCorrection
        super.init(app)
    }

    private var input: FormInput {
        FormInput(
            nik: nik, email: email, phone: phone, name: name, sex: sex, birthPlace: birthPlace, birthDate: birthDate)
    }

    /// What was typed before this start of the app.
    func load() async {
        guard !isLoaded else { return }
        await attempt {
            let draft = try await self.call { try $0.registration().draft() }
            (self.nik, self.email, self.phone, self.name) = (draft.nik, draft.email, draft.phone, draft.name)
            (self.sex, self.birthPlace, self.birthDate) = (draft.sex, draft.birthPlace, draft.birthDate)
        }
        isLoaded = true
    }

    /// Every change is kept. Of changes that follow each other fast, the last is.
    private func changed(_ field: FormField, _ isOther: Bool) {
        guard isLoaded, isOther else { return }
        faults[field] = nil
        saving?.cancel()
        saving = Task {
            guard !Task.isCancelled else { return }
            let input = input
            // A draft that cannot be kept now is kept by the next change.
            try? await call { try $0.registration().saveDraft(input: input) }
        }
    }

    /// The person left this field.
    func left(_ field: FormField) {
        guard isLoaded else { return }
        Task {
            await attempt {
                let input = self.input
                let check = try await self.call { try $0.registration().checkForm(input: input) }
                if !self.isEmpty(field) { self.faults[field] = self.text(check.faults.first { $0.field == field }) }
                self.hints[field] = check.hints.first { $0.field == field }
                if let fault = self.faults[field] { self.say(fault) }
                if let hint = self.hints[field] { self.say(self.text(hint)) }
            }
        }
    }

    /// Where the words of a field are. The sex has none.
    private func words(_ field: FormField) -> ReferenceWritableKeyPath<FormModel, String>? {
        switch field {
        case .nik: \.nik
        case .email: \.email
        case .phone: \.phone
        case .name: \.name
        case .sex: nil
        case .birthPlace: \.birthPlace
        case .birthDate: \.birthDate
        }
    }

    private func isEmpty(_ field: FormField) -> Bool { words(field).map { self[keyPath: $0].isEmpty } ?? (sex == nil) }

    /// Takes the suggestion of a hint.
    func use(_ hint: FormHint) {
        guard let suggestion = hint.suggestion, let words = words(hint.field) else { return }
        self[keyPath: words] = suggestion
        hints[hint.field] = nil
    }

    func submit() {
        firstFault = nil
        run {
            let input = self.input
            if let leaveCorrection = self.leaveCorrection {
                try await self.app.ikd.registration().amend(form: input, portrait: nil)
                leaveCorrection()
            } else {
                _ = try await self.call { try $0.registration().submitForm(input: input) }
            }
        }
    }

    override func failed(_ failure: Failure) {
        guard !failure.faults.isEmpty else { return super.failed(failure) }
        faults = Dictionary(failure.faults.map { ($0.field, text($0) ?? "") }) { first, _ in first }
        (faultCount, firstFault) = (faults.count, failure.faults.first?.field)
        tell(texts(.entryFaults, ["count": faultCount]))
    }

    private func text(_ fault: FormFault?) -> String? {
        guard let fault, let key = TextKey(rawValue: fault.key) else { return nil }
        return texts(key, ["field": texts(fault.field.text)])
    }

    func text(_ hint: FormHint) -> String {
        TextKey(rawValue: hint.key).map { texts($0, ["suggestion": hint.suggestion ?? ""]) } ?? ""
    }

    func saveReceipt() {
        export(named: "persetujuan-ikd.json") { try $0.registration().exportConsent() }
    }

    func back() {
        if let leaveCorrection { return leaveCorrection() }
        runCall { try $0.registration().back() }
    }
}
