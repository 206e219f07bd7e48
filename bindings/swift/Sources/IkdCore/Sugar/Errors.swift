import Foundation

extension IkdError {
    /// Why the call brought nothing. The case says what to do next.
    public var code: ErrorCode {
        switch self {
        case .Correct(let code), .NotNow(let code), .Unlock(let code), .Connect(let code), .Refused(let code),
            .Update(let code), .Lost(let code), .Cancelled(let code), .Defect(let code),
            .CorrectForm(let code, _), .ChoosePin(let code, _), .WrongPin(let code, _, _), .WrongCode(let code, _),
            .Retake(let code, _), .Wait(let code, _, _), .NotAccepted(let code, _), .Phone(let code, _, _):
            code
        }
    }

    /// Number for support and key of the text that people read.
    ///
    /// - Throws: ``IkdError/Defect`` if the library cannot be asked.
    public func text() throws -> ErrorText {
        try errorText(code: code)
    }
}
