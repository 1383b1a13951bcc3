/// Appends records to a new file as TensorFlow frames them: the length, its check, the data, its check
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord). A reader sees whole records, then perhaps a part of one.
package final class TFRecordWriter {
    private var file: FileWriter
    /// The memory in which records are framed.
    private var frame: [UInt8] = []

    /// Makes the file at `path`, which isn't there yet, and its folder.
    ///
    /// - Throws: `FileError`.
    package init(_ path: String) throws {
        try Folder.create(for: path)
        file = try FileWriter(creating: path, for: path, permissions: nil)
    }

    /// Appends a record; it is in the file after `flush`.
    ///
    /// - Throws: `FileError`; then the file ends with the record before.
    package func write(_ record: [UInt8]) throws {
        frame.removeAll(keepingCapacity: true)
        TFRecord.append(record, to: &frame)
        try file.write(frame)
    }

    /// Hands what was appended to the system.
    package func flush() throws { try file.flush() }

    /// Waits until all of it is on the disk.
    package func finish() throws { try file.finish() }
}
