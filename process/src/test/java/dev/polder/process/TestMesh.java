package dev.polder.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.commons.io.FileUtils;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;

/** What a process works with: the tests' one Spark session, an Iceberg catalog in a directory, and a broker when it is asked for. */
final class TestMesh {
    private static SparkSession spark;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Admin admin;
    private static int names;

    private TestMesh() {}

    static synchronized SparkSession spark() {
        if (spark == null) {
            try {
                Path directory = Files.createTempDirectory("polder-process");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(directory.toFile())));
                spark = SparkSessions.start(config(directory));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return spark;
    }

    private static ProcessConfig config(Path directory) {
        return new ProcessConfig(
                URI.create("http://127.0.0.1:1"),
                directory.resolve("token"),
                "127.0.0.1:1",
                Optional.empty(),
                directory,
                Optional.empty(),
                "local[2]",
                Map.of(),
                Map.of(
                        "type",
                        "hadoop",
                        "warehouse",
                        directory.resolve("warehouse").toString()),
                500_000);
    }

    /** A name that no other test uses. */
    static synchronized String fresh(String name) {
        names++;
        return name + names;
    }

    /** A table with columns as SQL writes them: {@code id bigint NOT NULL, name string}. */
    static TableName table(String columns) {
        TableName name = new TableName(List.of("sales", "orders"), fresh("lines") + "_v1");
        Catalog catalog = Spark3Util.loadIcebergCatalog(spark(), SparkSessions.CATALOG);
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(Namespace.of("sales", "orders"))) {
            namespaces.createNamespace(Namespace.of("sales", "orders"));
        }
        spark().sql("CREATE TABLE " + name.inSpark() + " (" + columns + ") USING iceberg TBLPROPERTIES ("
                + "'format-version'='2', 'write.parquet.compression-codec'='zstd')");
        return name;
    }

    static Table iceberg(TableName name) {
        return Spark3Util.loadIcebergCatalog(spark(), SparkSessions.CATALOG)
                .loadTable(TableIdentifier.of(Namespace.of(name.namespace().toArray(String[]::new)), name.table()));
    }

    static List<Row> rows(String sql) {
        return spark().sql(sql).collectAsList();
    }

    static long count(TableName table) {
        return spark().table(table.inSpark()).count();
    }

    static synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.copyOf(TestBroker.shared().client()));
        }
        return admin;
    }

    static String topic(int partitions) {
        String name = "sales.orders." + fresh("lines") + ".v1";
        await(admin().createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all());
        return name;
    }

    static synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(TestBroker.shared().client());
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    static void send(String topic, int partition, byte[] value) {
        await(producer().send(new ProducerRecord<>(topic, partition, null, value)));
    }

    /** A value as the gate writes it. */
    static byte[] value(int schemaId, GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(RecordDecoder.header(schemaId));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Schema schema(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"line\",\"fields\":[" + fields + "]}");
    }

    /** The settings of the catalog, for another process. */
    static Map<String, String> catalog() {
        return Map.of(
                "type",
                "hadoop",
                "warehouse",
                spark().conf().get("spark.sql.catalog." + SparkSessions.CATALOG + ".warehouse"));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
