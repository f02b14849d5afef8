"""The 双公示 data standards as versioned data: fields, generations, mappings, upload rules."""
