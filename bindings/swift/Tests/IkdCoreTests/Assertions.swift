import Foundation
import IkdCore
import XCTest

/// The call throws an ``IkdError`` of this code.
func assertThrows(
    _ code: ErrorCode, file: StaticString = #filePath, line: UInt = #line, _ call: () throws -> Void
) {
    XCTAssertThrowsError(try call(), file: file, line: line) { error in
        XCTAssertEqual((error as? IkdError)?.code, code, "\(error)", file: file, line: line)
    }
}

/// What the call throws.
func thrown(by call: () async throws -> Void) async -> (any Error)? {
    do {
        try await call()
        return nil
    } catch {
        return error
    }
}
