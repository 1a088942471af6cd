package dev.polder.server.catalog;

import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** What a client on the same machine reads and writes with; Iceberg makes it by reflection. */
public final class WarehouseFiles implements FileIO {
    private final LocalFileIO files = new LocalFileIO(Path.of(System.getProperty("java.io.tmpdir")));

    public WarehouseFiles() {}

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(location);
    }
}
