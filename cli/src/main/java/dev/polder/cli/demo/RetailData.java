package dev.polder.cli.demo;

import java.util.List;

/**
 * What {@link RetailGenerator} made: {@code manifest.json} beside the files.
 *
 * @param scale TPC-DS scale factor
 * @param brokenShare share of records broken on purpose, 0 to 1
 */
public record RetailData(double scale, double brokenShare, List<File> files) {
    /**
     * @param file name beside the manifest
     * @param port address of the port that takes it
     * @param broken how many of its records are broken; {@code broken.csv} lists them
     */
    public record File(String file, String port, long records, long broken) {}

    public RetailData {
        files = List.copyOf(files);
    }

    public long records() {
        return files.stream().mapToLong(File::records).sum();
    }

    public long broken() {
        return files.stream().mapToLong(File::broken).sum();
    }
}
