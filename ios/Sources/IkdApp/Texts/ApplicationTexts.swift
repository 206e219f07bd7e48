import IkdCore

// Texts of services and applications. What comes with a form brings both languages.

extension StateKind {
    var text: TextKey { .named("application", self) }
    var next: TextKey { .named("application_next", self) }
}
extension ReasonCode { var text: TextKey { .named("reason", self) } }
extension ReturnReason { var text: TextKey { .named("returned", self) } }
extension LeftReason { var text: TextKey { .named("left", self) } }
extension PaperAdvice { var text: TextKey { .named("paper_advice", self) } }
extension ProblemSeverity { var text: TextKey { .named("problem", self) } }
extension FaceGuidance { var text: TextKey { .named("face_guidance", self) } }
extension FaceRefusalReason { var text: TextKey { .named("face_refusal", self) } }

extension Texts {
    /// A text that came with a form.
    func callAsFunction(_ text: FormText) -> String { language == .indonesian ? text.id : text.en }

    /// The name of a service; without one its form needs a newer app.
    func title(_ title: FormText?) -> String { title.map { self($0) } ?? self(.servicesUpdate) }

    func callAsFunction(_ notice: Notice) -> String {
        let title = title(notice.title)
        switch notice.kind {
        case .changed(let state): return self(.noticeChanged, ["title": title, "state": self(state.text)])
        case .correctionDue(let until, _):
            return self(.noticeCorrectionDue, ["title": title, "until": longDay(until)])
        case .visit(let until):
            guard let until else { return self(.noticeVisitUndated, ["title": title]) }
            return self(.noticeVisit, ["title": title, "until": longDay(until)])
        case .returned: return self(.noticeReturned, ["title": title])
        case .faceCheckNeeded: return self(.noticeFaceCheckNeeded, ["title": title])
        case .deadline(let until, let passed):
            return self(passed ? .noticeDeadlinePassed : .noticeDeadline, ["title": title, "until": until.written])
        case .draftEnds(let at): return self(.noticeDraftEnds, ["title": title, "at": longDay(at)])
        case .report(let until, let passed):
            return self(passed ? .noticeReportPassed : .noticeReport, ["title": title, "until": until.written])
        }
    }

    /// An answer as people read it.
    func written(_ answer: String, of field: DefinitionField, members: [MemberChoice]) -> String {
        switch field.kind {
        case .code: return field.options.first { "\($0.code)" == answer }.map { self($0.label) } ?? answer
        case .date: return answer.dayFirst
        case .region:
            let names = (try? regionNames(code: answer)) ?? []
            return names.isEmpty ? answer : names.reversed().joined(separator: ", ")
        case .member: return members.first { $0.nik == answer }?.name ?? answer
        case .yesNo: return answer.isEmpty ? "" : self(answer == "yes" ? .applicationFormYes : .applicationFormNo)
        case .nik, .kk: return (try? numberText(number: answer))?.grouped ?? answer
        case .name, .time, .text, .int, .address: return answer
        }
    }
}

extension Texts {
    /// How a screen reader says an answer: a number of a person or a family digit by digit.
    func spoken(_ written: String, of field: DefinitionField) -> String {
        guard field.kind == .nik || field.kind == .kk, written.contains(where: \.isNumber) else { return written }
        return written.filter { !$0.isWhitespace }.map(String.init).joined(separator: ", ")
    }
}

extension String {
    /// `2026-11-03` as on documents: `03-11-2026`. Anything else stays.
    var dayFirst: String {
        let parts = split(separator: "-")
        guard parts.count == 3, parts[0].count == 4 else { return self }
        return parts.reversed().joined(separator: "-")
    }
}

extension Application {
    /// It ended without a document to look at: only what came of it is said.
    var isWithoutDocuments: Bool {
        if case .issued(let documents, _) = state { documents.isEmpty } else { false }
    }
}

extension StateKind {
    /// Nothing changes any more.
    var isFinal: Bool {
        switch self {
        case .issued, .refused, .withdrawn, .expired: true
        case .draft, .queued, .sending, .received, .inReview, .visitNeeded, .correct, .approved, .signing: false
        }
    }

    /// It is on its way from this phone to the service.
    var isLeaving: Bool { self == .queued || self == .sending }

    /// The person has to do something.
    var needsPerson: Bool { self == .draft || self == .visitNeeded || self == .correct }

    /// A check mark only where nobody is mourning.
    func icon(isQuiet: Bool) -> Icon {
        switch self {
        case .draft, .correct: .document
        case .queued, .sending: .export
        case .received, .inReview, .approved, .signing: .history
        case .visitNeeded: .person
        case .issued: isQuiet ? .document : .success
        case .refused, .withdrawn, .expired: .info
        }
    }
}
