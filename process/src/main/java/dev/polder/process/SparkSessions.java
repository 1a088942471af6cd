package dev.polder.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;

/** Starts the shared Spark session. */
final class SparkSessions {
    /** The Iceberg catalog as Spark knows it. */
    static final String CATALOG = "polder";

    private SparkSessions() {}

    /** Starts Spark as the configuration says, with the server's tables as catalog {@value #CATALOG}. */
    static SparkSession start(ProcessConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.master", config.sparkMaster());
        settings.put("spark.app.name", "polder-process");
        if (config.sparkMaster().startsWith("local")) {
            settings.put("spark.driver.host", "127.0.0.1");
            settings.put("spark.driver.bindAddress", "127.0.0.1");
        }
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.ui.showConsoleProgress", "false");
        settings.put("spark.log.level", "WARN");
        settings.put("spark.scheduler.mode", "FAIR");
        settings.put("spark.local.dir", inside(config, "scratch"));
        settings.put("spark.sql.warehouse.dir", inside(config, "spark-warehouse"));
        settings.put("spark.sql.catalogImplementation", "in-memory");
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put("spark.sql.ansi.enabled", "true");
        settings.put("spark.sql.storeAssignmentPolicy", "ANSI");
        settings.put("spark.sql.shuffle.partitions", "4");
        // Counts that Iceberg answers from its metadata may be null as far as Spark knows: it then refuses to write
        // them to a
        // required column.
        settings.put("spark.sql.iceberg.aggregate-push-down.enabled", "false");
        settings.put("spark.sql.datetime.java8API.enabled", "true");
        // A name is never a path: no query reads files that nobody declared.
        settings.put("spark.sql.runSQLOnFiles", "false");
        // The second version of the Kafka source keeps records in Spark's own format from the start.
        settings.put("spark.sql.sources.useV1SourceList", "avro,csv,json,orc,parquet,text");
        settings.put("spark.hadoop.fs.file.impl", PlainLocalFileSystem.class.getName());
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        catalog(config).forEach((key, value) -> settings.put("spark.sql.catalog." + CATALOG + "." + key, value));
        settings.put("spark.sql.catalog." + CATALOG, "org.apache.iceberg.spark.SparkCatalog");
        settings.putAll(config.spark());
        SparkSession.Builder builder = SparkSession.builder();
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    /** A session in which columns are told apart as their contract writes them. */
    static SparkSession forLandings(SparkSession spark) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.caseSensitive", "true");
        return session;
    }

    private static Map<String, String> catalog(ProcessConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        // Tables change outside of Spark; a cached one would be an old one.
        settings.put("cache-enabled", "false");
        settings.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
        if (config.catalog().isEmpty()) {
            settings.put("type", "rest");
            settings.put("uri", config.server().resolve("/iceberg").toString());
            settings.put("rest.auth.type", "oauth2");
            settings.put("token", config.token());
            // Never asked: the token is given and does not expire.
            settings.put(
                    "oauth2-server-uri",
                    config.server().resolve("/iceberg/v1/oauth/tokens").toString());
            settings.put("token-refresh-enabled", "false");
        } else {
            settings.putAll(config.catalog());
        }
        return settings;
    }

    private static String inside(ProcessConfig config, String name) {
        Path path = config.directory().resolve(name);
        return path.toString();
    }

    /** A name as SQL text. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
