package dev.spacefinder.lambda;

import java.util.Map;
import java.util.Set;

import io.smallrye.config.DefaultValuesConfigSource;
import io.smallrye.config.common.AbstractConfigSource;

/** Default values for those who ask by name. Were they listed, each start would check every name. */
class UnlistedDefaults extends AbstractConfigSource {

    private final Map<String, String> values;

    UnlistedDefaults(Map<String, String> values) {
        super(DefaultValuesConfigSource.NAME, DefaultValuesConfigSource.ORDINAL);
        this.values = values;
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String name) {
        return values.get(name);
    }
}
