"""Writers that know no area: PDF/UA, DOCX, XLSX, CSV, charts, number formats. No Django here."""
