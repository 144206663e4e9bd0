"""The Word report: 情况说明 as it stands, the figures as native charts, forms, attachments and the official tables."""
