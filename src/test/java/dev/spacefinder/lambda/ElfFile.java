package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a 64-bit little-endian ELF file asks of the machine it runs on (System V ABI, "Dynamic Section"; LSB, "Symbol
 * Versioning").
 */
final class ElfFile {

    private static final int SECTION_DYNAMIC = 6;
    private static final int SECTION_VERSIONS_NEEDED = 0x6ffffffe;
    private static final long TAG_NEEDED = 1;

    private final ByteBuffer file;
    private final List<Section> sections = new ArrayList<>();

    private ElfFile(ByteBuffer file) {
        this.file = file.order(ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) != 0x464c457f || file.get(4) != 2 || file.get(5) != 1) {
            throw new IllegalArgumentException("Not a 64-bit little-endian ELF file");
        }
        int table = (int) file.getLong(0x28);
        int size = file.getShort(0x3a);
        for (int i = 0; i < file.getShort(0x3c); i++) {
            int header = table + i * size;
            sections.add(new Section(
                    file.getInt(header + 4),
                    (int) file.getLong(header + 0x18),
                    (int) file.getLong(header + 0x20),
                    file.getInt(header + 0x28),
                    file.getInt(header + 0x2c)));
        }
    }

    static ElfFile read(Path path) {
        try (var channel = FileChannel.open(path)) {
            return new ElfFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shared libraries it is linked with. */
    Set<String> libraries() {
        var libraries = new TreeSet<String>();
        for (var section : sections) {
            for (int at = section.offset;
                    section.type == SECTION_DYNAMIC && at < section.offset + section.size;
                    at += 16) {
                if (file.getLong(at) == TAG_NEEDED) {
                    libraries.add(name(section, (int) file.getLong(at + 8)));
                }
            }
        }
        return libraries;
    }

    /** The versions of symbols that it needs, such as {@code GLIBC_2.34}. */
    Set<String> versions() {
        var versions = new TreeSet<String>();
        for (var section : sections) {
            if (section.type != SECTION_VERSIONS_NEEDED) {
                continue;
            }
            int entry = section.offset;
            for (int i = 0; i < section.info; i++) {
                int version = entry + file.getInt(entry + 8);
                for (int j = 0; j < file.getShort(entry + 2); j++) {
                    versions.add(name(section, file.getInt(version + 8)));
                    version += file.getInt(version + 12);
                }
                entry += file.getInt(entry + 12);
            }
        }
        return versions;
    }

    private String name(Section section, int index) {
        int start = sections.get(section.link).offset + index;
        int end = start;
        while (file.get(end) != 0) {
            end++;
        }
        var bytes = new byte[end - start];
        file.get(start, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private record Section(int type, int offset, int size, int link, int info) {}
}
