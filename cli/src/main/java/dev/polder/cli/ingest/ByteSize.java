package dev.polder.cli.ingest;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 4MB}, {@code 512KB}, {@code 100000}. */
final class ByteSize implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KM]?)I?B?");
    private static final long MOST = 256L << 20;

    @Override
    public Integer convert(String text) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            int shift = matcher.group(2).equals("K") ? 10 : matcher.group(2).equals("M") ? 20 : 0;
            long size = Long.parseLong(matcher.group(1)) << shift;
            if (size >= 1 && size <= MOST) {
                return (int) size;
            }
        }
        throw new TypeConversionException("'" + text + "' is no size from 1 byte to 256MB; write it as 4MB or 512KB");
    }
}
