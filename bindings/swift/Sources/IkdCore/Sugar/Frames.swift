import Foundation

extension Selfie {
    /// Assesses one frame of a live camera in the form iOS delivers: a plane of brightness and one in which the two
    /// colours alternate (`420f`, of which ``FrameLayout/chromaStep`` is 2).
    ///
    /// Nothing is copied: keep the pixel buffer locked until the call returns. It takes tens of milliseconds.
    ///
    /// - Parameters:
    ///   - luma: the first plane of the pixel buffer, `lumaStride` times `height` bytes.
    ///   - chroma: the second plane, `chromaStride` times half of `height` bytes; empty for a grey picture.
    ///   - layout: how both lie in memory.
    /// - Returns: what to tell the person; no guidance when the frame will do.
    /// - Throws: ``IkdError/Defect`` with ``ErrorCode/badArgument`` if the layout does not fit the planes.
    public func assessFrame(
        luma: UnsafeRawBufferPointer, chroma: UnsafeRawBufferPointer, layout: FrameLayout
    ) throws -> Verdict {
        // The second colour begins one byte after the first.
        let second = UnsafeRawBufferPointer(rebasing: chroma.dropFirst())
        return try assessFrame(
            luma: Data(viewing: luma), chromaU: Data(viewing: chroma), chromaV: Data(viewing: second), layout: layout)
    }
}

extension Data {
    /// The bytes themselves, not a copy: valid as long as they are.
    init(viewing bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            self.init()
            return
        }
        // Never written to: the library takes bytes to read.
        self.init(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
    }
}
