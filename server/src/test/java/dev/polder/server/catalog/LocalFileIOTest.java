package dev.polder.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileIOTest {
    @TempDir
    Path directory;

    private LocalFileIO files;

    @BeforeEach
    void open() {
        files = new LocalFileIO(directory.resolve("warehouse"));
    }

    @Test
    void whatIsWrittenIsReadBackFromAnyPosition() throws IOException {
        write(at("a/b.txt"), "0123456789");

        try (SeekableInputStream in = files.newInputFile(at("a/b.txt")).newStream()) {
            in.seek(7);
            assertThat(in.getPos()).isEqualTo(7);
            assertThat(in.read()).isEqualTo('7');
            assertThat(in.readAllBytes()).isEqualTo("89".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(files.newInputFile(at("a/b.txt")).getLength()).isEqualTo(10);
    }

    @Test
    void aFileAppearsOnlyWhenItIsComplete() throws IOException {
        OutputFile output = files.newOutputFile(at("a/a.txt"));
        try (PositionOutputStream out = output.create()) {
            out.write('x');
            out.flush();
            assertThat(output.toInputFile().exists()).isFalse();
        }
        assertThat(output.toInputFile().exists()).isTrue();
        assertThat(files.listPrefix(at("a"))).extracting(FileInfo::location).containsExactly(at("a/a.txt"));
    }

    @Test
    void ofTwoCreatorsOneWins() throws IOException {
        PositionOutputStream first = files.newOutputFile(at("a.txt")).create();
        PositionOutputStream second = files.newOutputFile(at("a.txt")).create();
        first.write('1');
        second.write('2');
        first.close();

        assertThatThrownBy(second::close).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> files.newOutputFile(at("a.txt")).create()).isInstanceOf(AlreadyExistsException.class);
        assertThat(Files.readString(files.path(at("a.txt")))).isEqualTo("1");
        try (Stream<Path> left = Files.list(directory.resolve("warehouse"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void overwritingReplaces() throws IOException {
        write(at("a.txt"), "old");
        write(at("a.txt"), "new");

        assertThat(Files.readString(files.path(at("a.txt")))).isEqualTo("new");
    }

    @Test
    void prefixesAreListedAndDeleted() throws IOException {
        write(at("t/data/1"), "1");
        write(at("t/metadata/2"), "22");
        write(at("u/3"), "3");

        assertThat(files.listPrefix(at("t"))).extracting(FileInfo::size).containsExactlyInAnyOrder(1L, 2L);
        files.deletePrefix(at("t"));
        files.deleteFiles(List.of(at("u/3")));

        assertThat(files.listPrefix(at("t"))).isEmpty();
        assertThat(files.newInputFile(at("u/3")).exists()).isFalse();
    }

    @Test
    void aMissingFileIsNotFound() {
        assertThatThrownBy(() -> files.newInputFile(at("nothing")).newStream()).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> files.newInputFile(at("nothing")).getLength()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void theThreeWaysToWriteALocationMeanTheSame() throws IOException {
        write(at("a b%20c/x=1/f"), "1");
        String plain = files.location().substring("file://".length()) + "/a b%20c/x=1/f";

        assertThat(files.newInputFile(plain).exists()).isTrue();
        assertThat(files.newInputFile("file:" + plain).exists()).isTrue();
        assertThat(files.newInputFile("file://" + plain).exists()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "file:///etc/passwd",
                "file:/etc/passwd",
                "file://localhost/etc/passwd",
                "relative/a",
                "s3://bucket/a",
                "http://127.0.0.1/a",
                "file:///",
                ""
            })
    void whatIsNotBelowTheWarehouseIsRefused(String location) {
        assertThatThrownBy(() -> files.newInputFile(location)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> files.newOutputFile(location)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> files.deleteFile(location)).isInstanceOf(ForbiddenException.class);
    }

    @Test
    void noWayLeadsOutOfTheWarehouse() throws IOException {
        Files.writeString(directory.resolve("secret"), "s");
        Files.createDirectories(directory.resolve("warehouse-two"));
        Files.createSymbolicLink(directory.resolve("warehouse/link"), directory);

        for (String way : List.of(
                at("../secret"), at("a/../../secret"), at("link/secret"), at("link/fresh"), at("."), at("a/.."))) {
            assertThatThrownBy(() -> files.newInputFile(way)).as(way).isInstanceOf(ForbiddenException.class);
        }
        assertThatThrownBy(() -> files.newInputFile(files.location() + "-two/a"))
                .isInstanceOf(ForbiddenException.class);
    }

    private String at(String path) {
        return files.location() + "/" + path;
    }

    private void write(String location, String text) throws IOException {
        try (PositionOutputStream out = files.newOutputFile(location).createOrOverwrite()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
